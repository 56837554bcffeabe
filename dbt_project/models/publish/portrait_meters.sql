with

    run as (select * from {{ ref("run_date") }}),

    meters as (

        select meters.*
        from {{ ref("fct_meter") }} as meters
        cross join run
        where
            coalesce(meters.installed_on <= run.as_of, true)
            and coalesce(meters.removed_on > run.as_of, true)

    ),

    points as (select * from {{ ref("dim_metering_point") }}),

    terminals as (select * from {{ ref("dim_terminal") }}),

    frozen as (

        select
            meter_id,
            max(frozen_on) as frozen_on,
            max_by(forward_register, frozen_on) as forward_register,
            max_by(reverse_register, frozen_on) as reverse_register
        from {{ ref("fct_register") }}
        cross join run
        where frozen_on <= as_of and forward_register is not null
        group by meter_id

    ),

    joined as (

        select
            meters.customer_id,
            meters.meter_id,
            meters.installed_on,
            meters.multiplier,
            points.metering_point_id,
            points.purpose,
            points.metering_mode,
            points.ct_ratio,
            points.vt_ratio,
            meters.multiplier = points.multiplier as agrees_with_ratios,
            terminals.terminal_id,
            terminals.kind as terminal_kind,
            terminals.state as terminal_state,
            frozen.frozen_on,
            frozen.forward_register,
            frozen.reverse_register
        from meters
        left join points on meters.metering_point_id = points.metering_point_id
        left join terminals on meters.terminal_id = terminals.terminal_id
        left join frozen on meters.meter_id = frozen.meter_id

    )

select *
from joined
order by customer_id, meter_id
