with

    run as (
        select as_of, as_of + interval 1 day as until_at from {{ ref("run_date") }}
    ),

    -- an app shows it in writing too; a visit leaves neither a text nor a call
    notices as (

        select
            notices.outage_id,
            notices.customer_id,
            count(*) as notices,
            min(notices.sent_at) as first_sent_at,
            max(notices.sent_at) as last_sent_at,
            min(
                case when notices.channel <> 'visit' then notices.received_at end
            ) as first_received_at,
            max(
                case when notices.channel = 'phone' then notices.received_at end
            ) as last_call_at
        from {{ ref("fct_outage_notice") }} as notices
        cross join run
        where notices.sent_at < run.until_at
        group by notices.outage_id, notices.customer_id

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
            notices.last_sent_at,
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
            and outages.started_at >= run.until_at - interval 24 month

    )

select *
from recent
order by customer_id, started_at desc, outage_id
