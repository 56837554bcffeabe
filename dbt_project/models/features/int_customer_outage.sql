with

    run_date as (select * from {{ ref("run_date") }}),
    outages as (select * from {{ ref("fct_customer_outage") }}),

    -- an outage that never ended in the record counts, its hours are unknown
    recent as (

        select
            outages.customer_id,
            outages.kind,
            outages.started_at,
            case
                when cast(outages.ended_at as date) <= run_date.as_of
                then
                    {{
                        dbt.datediff(
                            "outages.started_at", "outages.ended_at", "minute"
                        )
                    }}
                when outages.started_at > run_date.as_of - interval 3 days
                then
                    {{
                        dbt.datediff(
                            "outages.started_at",
                            "(run_date.as_of + interval 1 day)",
                            "minute",
                        )
                    }}
            end as minutes,
            case
                when outages.kind <> 'planned'
                then null
                -- in any case a planned outage is told 24 hours before
                when
                    outages.notice_received_at
                    <= coalesce(outages.planned_start_at, outages.started_at)
                    - interval 24 hours
                then 'reached'
                when
                    outages.notice_received_at
                    <= coalesce(outages.planned_start_at, outages.started_at)
                then 'late'
                else 'failed'
            end as notice_result

        from outages
        cross join run_date
        where
            cast(outages.started_at as date) <= run_date.as_of
            and outages.started_at > run_date.as_of - interval 12 months

    ),

    counted as (

        select
            customer_id,
            count(*) as outages_12m,
            coalesce(sum(minutes), 0) / 60.0 as outage_hours_12m,
            sum(case when kind = 'planned' then 1 else 0 end) as planned_outages_12m,
            max_by(
                notice_result, case when kind = 'planned' then started_at end
            ) as last_notice_result

        from recent
        group by customer_id

    )

select *
from counted
