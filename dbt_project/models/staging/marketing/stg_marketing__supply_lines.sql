with

    source as (select * from {{ source("marketing", "supply_lines") }}),

    renamed as (

        select
            supply_line_id,
            customer_id,
            supply_point_id,
            role,
            feeder_id,
            voltage_level,
            capacity_kva,
            transfer_mode,
            energised_on,
            closed_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
