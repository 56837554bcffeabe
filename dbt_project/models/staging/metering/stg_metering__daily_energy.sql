with

    source as (select * from {{ source("metering", "daily_energy") }}),

    renamed as (

        select
            customer_id,
            meter_id,
            reading_on,
            energy_kwh,
            peak_kwh,
            valley_kwh,
            max_demand_kw,
            is_estimated,
            sharp_kwh,
            deep_valley_kwh,
            reverse_kwh,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
