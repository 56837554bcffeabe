with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    outages as (select * from {{ ref("fct_customer_outage") }}),
    tickets as (select * from {{ ref("fct_ticket") }}),
    surveys as (select * from {{ ref("fct_survey") }}),

    struck as (

        select outages.customer_id, count(*) as outages
        from outages
        cross join run_date
        where
            cast(outages.started_at as date) <= run_date.as_of
            and outages.started_at >= {{ window_of_months("run_date.as_of", 24) }}
        group by outages.customer_id

    ),

    called as (

        select
            tickets.customer_id,
            count(*) as contacts,
            sum(
                case
                    when tickets.topic = 'outage' or tickets.kind = 'repair'
                    then 1
                    else 0
                end
            ) as outage_contacts,
            sum(
                case when tickets.kind in ('complaint', 'report') then 1 else 0 end
            ) as complaints
        from tickets
        cross join run_date
        where
            cast(tickets.opened_at as date) <= run_date.as_of
            and tickets.opened_at >= {{ window_of_months("run_date.as_of", 24) }}
        group by tickets.customer_id

    ),

    answered as (

        select
            surveys.customer_id,
            count(*) as answers,
            sum(case when surveys.score <= 2 then 1 else 0 end) as poor_answers
        from surveys
        cross join run_date
        where
            surveys.answered_on <= run_date.as_of
            and surveys.answered_on >= {{ window_of_months("run_date.as_of", 24) }}
        group by surveys.customer_id

    ),

    exposed as (

        select
            customers.customer_id,
            struck.outages,
            case
                when struck.outages > 0 then coalesce(outage_contacts, 0)
            end as outage_contacts,
            coalesce(contacts, 0) + coalesce(answers, 0) as encounters,
            coalesce(complaints, 0) + coalesce(poor_answers, 0) as grievances
        from customers
        left join struck on customers.customer_id = struck.customer_id
        left join called on customers.customer_id = called.customer_id
        left join answered on customers.customer_id = answered.customer_id
        where customers.subject = 'power_customer'

    )

select *
from exposed
