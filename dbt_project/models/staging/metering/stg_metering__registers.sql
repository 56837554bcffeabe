with

    source as (select * from {{ source("metering", "registers") }}),

    renamed as (

        select
            meter_id,
            frozen_on,
            customer_id,
            forward_kwh,
            forward_sharp_kwh,
            forward_peak_kwh,
            forward_flat_kwh,
            forward_valley_kwh,
            forward_deep_valley_kwh,
            reverse_kwh,
            reverse_sharp_kwh,
            reverse_peak_kwh,
            reverse_flat_kwh,
            reverse_valley_kwh,
            reverse_deep_valley_kwh,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
