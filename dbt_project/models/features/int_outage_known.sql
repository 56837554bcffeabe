{% set certain_days = 3 %}

with

    run_date as (

        select as_of, as_of + interval 1 day as ends_at from {{ ref("run_date") }}

    ),

    known as (

        select
            outages.customer_id,
            outages.outage_id,
            outages.kind,
            outages.started_at,
            case
                when outages.ended_at < run_date.ends_at then outages.ended_at
            end as ended_at,
            outages.planned_start_at,
            outages.notice_received_at,
            run_date.as_of,
            run_date.ends_at

        from {{ ref("fct_customer_outage") }} as outages
        cross join run_date
        where
            outages.started_at < run_date.ends_at
            and coalesce(outages.ended_at, run_date.ends_at)
            > {{ window_of_months("run_date.as_of", 12) }}

    ),

    -- its end may never have been recorded: supply was back when energy was used
    used_again as (

        select known.outage_id, known.customer_id, min(energy.reading_on) as used_on
        from known
        inner join
            {{ ref("fct_daily_energy") }} as energy
            on known.customer_id = energy.customer_id
            and energy.reading_on
            > cast(known.started_at as date) + interval {{ certain_days }} days
            and energy.reading_on <= known.as_of
        where known.ended_at is null and energy.energy_kwh > 0
        group by known.outage_id, known.customer_id

    ),

    -- one that lasts has lasted for as long as it has
    lasting as (

        select
            known.customer_id,
            known.outage_id,
            known.kind,
            known.started_at,
            coalesce(
                known.ended_at, cast(used_again.used_on as timestamp), known.ends_at
            ) as lasts_until_at,
            known.planned_start_at,
            known.notice_received_at,
            known.as_of

        from known
        left join
            used_again
            on known.outage_id = used_again.outage_id
            and known.customer_id = used_again.customer_id

    )

select *
from lasting
where lasts_until_at > {{ window_of_months("as_of", 12) }}
