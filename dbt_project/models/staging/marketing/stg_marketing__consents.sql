with

    source as (select * from {{ source("marketing", "consents") }}),

    renamed as (

        select
            customer_id,
            purpose,
            is_granted,
            recorded_at,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
