with

    source as (select * from {{ source("marketing", "tariffs") }}),

    renamed as (

        select
            tariff_code,
            period,
            valid_from,
            tariff_category,
            price_yuan_per_kwh,
            pricing,
            valid_to,
            resident_use,
            _landed_seq as landed_seq

        from source

    )

select *
from renamed
