with

    source as (select * from {{ source("marketing", "price_components") }}),

    renamed as (

        select
            tariff_code,
            component,
            valid_from,
            valid_to,
            yuan_per_kwh,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
