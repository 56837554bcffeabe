with

    run as (
        select as_of, as_of + interval 1 day as until_at from {{ ref("run_date") }}
    ),

    events as (

        select
            ticket_id as event_id,
            customer_id,
            opened_at as happened_at,
            kind,
            variant,
            topic,
            channel,
            case
                when done_at < until_at
                then 'done'
                when due_at < until_at
                then 'overdue'
                else 'open'
            end as status,
            case when arrived_at < until_at then arrival_minutes end as quantity
        from {{ ref("fct_service_event") }}, run

        union all
        select
            outage_id,
            customer_id,
            started_at,
            'outage',
            kind,
            cause,
            null,
            case when ended_at < until_at then 'done' else 'open' end,
            case when ended_at < until_at then minutes end
        from {{ ref("fct_customer_outage") }}, run

        union all
        select
            dunning_id,
            customer_id,
            cast(dunned_on as timestamp),
            'dunning',
            case when is_cut_off then 'cut_off' else 'reminder' end,
            null,
            channel,
            'done',
            stage
        from {{ ref("fct_dunning") }}

        union all
        select
            contact_id,
            customer_id,
            contacted_at,
            'contact',
            null,
            purpose,
            channel,
            'done',
            null
        from {{ ref("fct_manager_contact") }}

        union all
        select
            request_id,
            customer_id,
            cast(requested_on as timestamp),
            'change_request',
            kind,
            null,
            null,
            case when completed_on <= as_of then 'done' else 'open' end,
            capacity_change_kva
        from {{ ref("fct_change_request") }}, run

    ),

    recent as (

        select
            events.customer_id,
            cast(events.happened_at as date) as happened_on,
            events.kind,
            events.variant,
            events.topic,
            events.channel,
            events.status,
            cast(events.quantity as double) as quantity,
            events.event_id
        from events, run
        where
            events.customer_id is not null
            and events.happened_at < run.until_at
            and events.happened_at >= {{ window_of_months("run.as_of", 36) }}

    )

select *
from recent
order by customer_id, happened_on desc, kind, event_id
