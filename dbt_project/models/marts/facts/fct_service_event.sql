with

    tickets as (select * from {{ ref("fct_ticket") }}),

    repairs as (select * from {{ ref("fct_repair") }}),

    complaints as (select * from {{ ref("fct_complaint") }}),

    -- a complaint or a repair tells more than its work order
    told as (
        select ticket_id
        from repairs
        union all
        select ticket_id
        from complaints
    ),

    events as (

        select
            tickets.ticket_id,
            tickets.customer_id,
            tickets.opened_at,
            'ticket' as kind,
            tickets.kind as variant,
            tickets.topic,
            tickets.channel,
            cast(null as timestamp) as due_at,
            tickets.closed_at as done_at,
            cast(null as timestamp) as arrived_at,
            cast(null as double) as arrival_minutes
        from tickets
        left join told on tickets.ticket_id = told.ticket_id
        where told.ticket_id is null

        union all
        select
            ticket_id,
            customer_id,
            opened_at,
            'complaint',
            null,
            category,
            null,
            due_at,
            resolved_at,
            null,
            null
        from complaints

        union all
        select
            ticket_id,
            customer_id,
            hung_up_at,
            'repair',
            null,
            null,
            null,
            null,
            restored_at,
            crew_arrived_at,
            arrival_minutes
        from repairs

    ),

    -- a complaint or a repair is filed as its work order is
    filed as (

        select events.*, tickets.type_code
        from events
        left join tickets on events.ticket_id = tickets.ticket_id

    )

select *
from filed
