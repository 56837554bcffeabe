with

    source as (select * from {{ source("marketing", "metering_points") }}),

    renamed as (

        select
            metering_point_id,
            customer_id,
            supply_point_id,
            parent_id,
            purpose,
            metering_mode,
            ct_ratio,
            vt_ratio,
            closed_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
