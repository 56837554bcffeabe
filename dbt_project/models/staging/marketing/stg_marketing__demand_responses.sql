with

    source as (select * from {{ source("marketing", "demand_responses") }}),

    renamed as (

        select
            call_id,
            customer_id,
            called_on,
            starts_at,
            ends_at,
            baseline_kw,
            shed_kw,
            verified_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
