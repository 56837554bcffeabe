with

    source as (select * from {{ source("metering", "phase_voltages") }}),

    renamed as (

        select
            customer_id, curve_on, phase, voltage_v, _landed_seq as landed_seq, period

        from source

    )

select *
from renamed
