with

    run as (select * from {{ ref("run_date") }}),

    events as (

        select
            customer_id,
            kind,
            {{ dbt.datediff("cast(occurred_at as date)", "as_of", "day") }} as days_ago
        from {{ ref("fct_meter_event") }}
        cross join run
        where
            cast(occurred_at as date) <= as_of
            and cast(occurred_at as date) > as_of - interval 365 day

    ),

    counted as (

        select
            customer_id,
            count_if(kind = 'cover_opened') as cover_openings_12m,
            count_if(kind = 'magnetic_field') as magnetic_fields_12m,
            count_if(kind = 'reverse_current') as reverse_currents_12m,
            count_if(kind = 'phase_loss') as phase_losses_12m,
            count_if(
                kind in ('cover_opened', 'magnetic_field') and days_ago < 90
            ) as touches_90d,
            count_if(
                kind in ('reverse_current', 'phase_loss') and days_ago < 90
            ) as current_faults_90d,
            min(
                case
                    when
                        kind in (
                            'cover_opened',
                            'magnetic_field',
                            'reverse_current',
                            'phase_loss'
                        )
                    then days_ago
                end
            ) as days_since_suspect_event
        from events
        group by customer_id

    )

select *
from counted
