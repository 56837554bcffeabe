with

    source as (select * from {{ source("marketing", "meters") }}),

    renamed as (

        select
            meter_id,
            customer_id,
            supply_point_id,
            installed_on,
            removed_on,
            next_verification_on,
            fault_state,
            multiplier,
            metering_point_id,
            terminal_id,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
