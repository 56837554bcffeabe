with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    asked as (select * from {{ ref("int_customer_campaign") }}),
    contacts as (select * from {{ ref("fct_manager_contact") }}),
    sessions as (select * from {{ ref("fct_charging_session") }}),

    advised as (

        select contacts.customer_id, count(*) as saving_talks
        from contacts
        cross join run_date
        where
            contacts.purpose = 'power_saving'
            and cast(contacts.contacted_at as date) <= run_date.as_of
            and contacts.contacted_at >= {{ window_of_months("run_date.as_of", 24) }}
        group by contacts.customer_id

    ),

    charged as (

        select sessions.customer_id, count(*) as charges
        from sessions
        cross join run_date
        where
            cast(sessions.started_at as date) <= run_date.as_of
            and sessions.started_at >= {{ window_of_months("run_date.as_of", 12) }}
        group by sessions.customer_id

    ),

    delivery as (select * from {{ ref("int_delivery_contact") }}),

    joined as (

        select
            customers.customer_id,
            case when has_answers then coalesce(campaigns, 0) end as campaigns_24m,
            case when has_answers then accepted end as accepted_24m,
            case when has_answers then refused end as refused_24m,
            green_accepted as green_accepted_24m,
            saving_accepted as saving_accepted_24m,
            saving_talks as saving_talks_24m,
            has_green_signs,
            has_saving_signs,
            charges as charges_12m

        from customers
        cross join delivery
        left join asked on customers.customer_id = asked.customer_id
        left join advised on customers.customer_id = advised.customer_id
        left join charged on customers.customer_id = charged.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
