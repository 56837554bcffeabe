with

    source as (select * from {{ source("marketing", "supply_points") }}),

    renamed as (

        select
            supply_point_id,
            customer_id,
            voltage_level,
            capacity_kva,
            transformer_ownership,
            load_grade,
            source_count,
            own_generation,
            pv_mode,
            transformer_id,
            energised_on,
            closed_on,
            fee_control,
            charging_kind,
            resale_role,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
