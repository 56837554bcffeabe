with

    run as (
        select as_of, as_of + interval 1 day as until_at from {{ ref("run_date") }}
    ),

    sent as (

        select
            notices.*,
            row_number() over (
                partition by outage_id, customer_id order by sent_at, notice_id
            ) as turn
        from {{ ref("fct_outage_notice") }} as notices
        cross join run
        where notices.sent_at < run.until_at

    ),

    -- an app shows it in writing too; a visit leaves neither a text nor a call
    notices as (

        select
            outage_id,
            customer_id,
            count(*) as notices,
            min(sent_at) as first_sent_at,
            max(case when turn = 2 then sent_at end) as second_sent_at,
            min(case when channel <> 'visit' then received_at end) as first_received_at,
            max(case when channel = 'phone' then received_at end) as last_call_at
        from sent
        group by outage_id, customer_id

    ),

    recent as (

        select
            outages.customer_id,
            outages.outage_id,
            outages.kind,
            outages.cause,
            outages.started_at,
            case
                when outages.ended_at < run.until_at then outages.ended_at
            end as ended_at,
            case
                when outages.ended_at < run.until_at then outages.minutes
            end as minutes,
            outages.planned_start_at,
            outages.planned_end_at,
            coalesce(notices.notices, 0) as notices,
            notices.first_sent_at,
            notices.second_sent_at,
            notices.first_received_at,
            notices.last_call_at
        from {{ ref("fct_customer_outage") }} as outages
        cross join run
        left join
            notices
            on outages.outage_id = notices.outage_id
            and outages.customer_id = notices.customer_id
        where
            outages.started_at < run.until_at
            and outages.started_at >= {{ window_of_months("run.as_of", 24) }}

    )

select *
from recent
order by customer_id, started_at desc, outage_id
