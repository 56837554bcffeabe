with

    run as (select * from {{ ref("run_date") }}),

    events as (

        select
            customer_id,
            kind,
            kind in (
                'cover_opened', 'magnetic_field', 'reverse_current', 'phase_loss'
            ) as is_suspect,
            {{ dbt.datediff("cast(occurred_at as date)", "as_of", "day") }} as days_ago
        from {{ ref("fct_meter_event") }}
        cross join run
        where
            cast(occurred_at as date) <= as_of
            and cast(occurred_at as date) >= {{ window_of_days("as_of", 365) }}

    ),

    counted as (

        select
            customer_id,
            count_if(kind = 'cover_opened') as cover_openings_12m,
            count_if(kind = 'magnetic_field') as magnetic_fields_12m,
            count_if(kind = 'reverse_current') as reverse_currents_12m,
            count_if(kind = 'phase_loss') as phase_losses_12m,
            count_if(is_suspect) as suspect_events_12m,
            count_if(is_suspect and days_ago < 90) as suspect_events_90d,
            count_if(is_suspect and days_ago < 30) as suspect_events_30d,
            min(case when is_suspect then days_ago end) as days_since_suspect_event
        from events
        group by customer_id

    )

select *
from counted
