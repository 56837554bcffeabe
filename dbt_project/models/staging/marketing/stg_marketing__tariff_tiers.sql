with

    source as (select * from {{ source("marketing", "tariff_tiers") }}),

    renamed as (

        select
            tariff_code,
            tier,
            months,
            valid_from,
            valid_to,
            cycle,
            above_kwh,
            larger_home_kwh,
            extra_yuan_per_kwh,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
