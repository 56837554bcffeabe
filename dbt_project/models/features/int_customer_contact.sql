with

    run_date as (select * from {{ ref("run_date") }}),
    tickets as (select * from {{ ref("fct_ticket") }}),

    recent as (

        select
            tickets.customer_id,
            coalesce(tickets.topic, 'other') as topic,
            count(*) as contacts,
            max(tickets.opened_at) as last_opened_at

        from tickets
        cross join run_date
        where
            tickets.customer_id is not null
            and cast(tickets.opened_at as date) <= run_date.as_of
            and tickets.opened_at >= {{ window_of_months("run_date.as_of", 12) }}
        group by 1, 2

    ),

    -- of topics raised equally often the more recent one leads
    ranked as (

        select
            *,
            row_number() over (
                partition by customer_id
                order by contacts desc, last_opened_at desc, topic
            ) as topic_rank

        from recent

    ),

    counted as (

        select
            customer_id,
            sum(contacts) as contacts_12m,
            max(case when topic_rank = 1 then topic end) as main_topic,
            sum(case when topic_rank = 1 then contacts end)
            * 1.0
            / sum(contacts) as main_topic_share

        from ranked
        group by customer_id

    )

select *
from counted
