with

    run as (
        select as_of, as_of + interval 1 day as until_at from {{ ref("run_date") }}
    ),

    types as (select * from {{ ref("dim_ticket_type") }}),

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
            case when arrived_at < until_at then arrival_minutes end as quantity,
            type_code
        from {{ ref("fct_service_event") }}, run

        union all by name
        select
            outage_id as event_id,
            customer_id,
            started_at as happened_at,
            'outage' as kind,
            kind as variant,
            cause as topic,
            case when ended_at < until_at then 'done' else 'open' end as status,
            case when ended_at < until_at then minutes end as quantity
        from {{ ref("fct_customer_outage") }}, run

        union all by name
        select
            dunning_id as event_id,
            customer_id,
            cast(dunned_on as timestamp) as happened_at,
            'dunning' as kind,
            case when is_cut_off then 'cut_off' else 'reminder' end as variant,
            channel,
            'done' as status,
            stage as quantity
        from {{ ref("fct_dunning") }}

        union all by name
        select
            contact_id as event_id,
            customer_id,
            contacted_at as happened_at,
            'contact' as kind,
            purpose as topic,
            channel,
            'done' as status
        from {{ ref("fct_manager_contact") }}

        union all by name
        select
            request_id as event_id,
            customer_id,
            cast(requested_on as timestamp) as happened_at,
            'change_request' as kind,
            kind as variant,
            case when completed_on <= as_of then 'done' else 'open' end as status,
            capacity_change_kva as quantity
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
            events.event_id,
            types.path as type_path,
            types.path_en as type_path_en
        from events
        cross join run
        left join types on events.type_code = types.type_code
        where
            events.customer_id is not null
            and events.happened_at < run.until_at
            and events.happened_at >= {{ window_of_months("run.as_of", 36) }}

    )

select *
from recent
order by customer_id, happened_on desc, kind, event_id
