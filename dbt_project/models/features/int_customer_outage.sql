with

    outages as (select * from {{ ref("int_outage_known") }}),

    -- of one that began before the 12 months, the hours within them
    recent as (

        select
            customer_id,
            outage_id,
            kind,
            started_at,
            {{
                dbt.datediff(
                    clamp("started_at", low=window_of_months("as_of", 12)),
                    "lasts_until_at",
                    "second",
                )
            }} / 60.0 as minutes,
            case
                when kind <> 'planned'
                then null
                -- in any case a planned outage is told so many hours before
                when
                    notice_received_at
                    <= coalesce(planned_start_at, started_at)
                    - to_hours({{ notice_hours() }})
                then 'reached'
                when notice_received_at <= coalesce(planned_start_at, started_at)
                then 'late'
                else 'failed'
            end as notice_result

        from outages

    ),

    counted as (

        select
            customer_id,
            count(*) as outages_12m,
            sum(minutes) / 60.0 as outage_hours_12m,
            sum(case when kind = 'planned' then 1 else 0 end) as planned_outages_12m,
            max_by(
                notice_result,
                case when kind = 'planned' then row(started_at, outage_id) end
            ) as last_notice_result

        from recent
        group by customer_id

    )

select *
from counted
