with

    source as (select * from {{ source("metering", "phase_currents") }}),

    renamed as (

        select
            customer_id, curve_on, phase, current_a, _landed_seq as landed_seq, period

        from source

    )

select *
from renamed
