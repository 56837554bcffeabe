with

    source as (select * from {{ source("marketing", "campaigns") }}),

    renamed as (

        select
            campaign_id,
            campaign_name,
            kind,
            started_on,
            ended_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
