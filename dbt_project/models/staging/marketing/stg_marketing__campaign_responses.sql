with

    source as (select * from {{ source("marketing", "campaign_responses") }}),

    renamed as (

        select
            campaign_id,
            customer_id,
            contacted_at,
            channel,
            response,
            responded_at,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
