{% set wide = ref("customer_tags_wide") %}
{% set names = adapter.get_columns_in_relation(wide) | map(attribute="name") %}

with

    customers as (select * from {{ ref("portrait_customer") }}),

    bills as (select * from {{ ref("portrait_bills") }}),

    events as (select * from {{ ref("portrait_events") }}),

    reasons as (select * from {{ ref("portrait_reasons") }}),

    load as (select * from {{ ref("portrait_load") }}),

    -- in one list, all tags cost a reader no more than one
    tags_of as (

        select
            customer_id,
            [
                {% for name in names if name not in ("customer_no", "customer_id", "subject") %}
                    '{{ name }}=' || "{{ name }}",
                {% endfor %}
            ] as tags
        from {{ wide }}

    ),

    -- the name of a table stands for its row, a struct of all its columns
    bills_of as (

        select
            bills.customer_id,
            list(bills order by bill_month desc, issued_on desc, bill_id desc) as bills
        from bills
        group by bills.customer_id

    ),

    events_of as (

        select
            events.customer_id,
            list(events order by happened_on desc, kind, event_id) as events
        from events
        group by events.customer_id

    ),

    reasons_of as (

        select reasons.customer_id, list(reasons order by tag, rank) as reasons
        from reasons
        group by reasons.customer_id

    ),

    load_of as (

        select load.customer_id, list(load order by is_workday desc) as load
        from load
        group by load.customer_id

    ),

    joined as (

        select
            customers.*,
            tags_of.tags,
            bills_of.bills,
            events_of.events,
            reasons_of.reasons,
            load_of.load
        from customers
        left join tags_of on customers.customer_id = tags_of.customer_id
        left join bills_of on customers.customer_id = bills_of.customer_id
        left join events_of on customers.customer_id = events_of.customer_id
        left join reasons_of on customers.customer_id = reasons_of.customer_id
        left join load_of on customers.customer_id = load_of.customer_id

    )

select *
from joined
order by customer_id
