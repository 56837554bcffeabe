with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    contact as (select * from {{ ref("int_customer_contact") }}),
    complaint as (select * from {{ ref("int_customer_complaint") }}),
    repair as (select * from {{ ref("int_customer_repair") }}),
    outage as (select * from {{ ref("int_customer_outage") }}),
    survey as (select * from {{ ref("int_customer_survey") }}),
    voltage as (select * from {{ ref("int_customer_voltage") }}),

    delivery as (

        select
            {{ delivered("service_95598.tickets", ["customer_id"]) }} as has_tickets,
            {{ delivered("service_95598.tickets", ["topic"]) }} as has_topics,
            {{ delivered("service_95598.complaints", ["customer_id", "resolved_at"]) }}
            as has_complaints,
            {{
                delivered(
                    "service_95598.repairs",
                    ["customer_id", "crew_arrived_at", "restored_at"],
                )
            }} as has_repairs,
            has_outages,
            has_outages
            and {{ delivered("service_95598.outages", ["planned_start_at"]) }}
            and {{ delivered("service_95598.outage_notices", ["received_at"]) }}
            as has_notices,
            (
                {{ delivered("service_95598.surveys") }}
                or {{ delivered("service_95598.callbacks") }}
            )
            and not {{ lacks("service_95598.callbacks", ["customer_id", "outcome"]) }}
            as has_surveys,
            {{ delivered("marketing.account_managers") }} as has_managers,
            {{ delivered("marketing.manager_contacts") }} as has_manager_contacts

        from {{ ref("int_delivery") }}

    ),

    visited as (

        select customer_id, max(cast(contacted_at as date)) as last_contact_on
        from {{ ref("fct_manager_contact") }}
        cross join run_date
        where cast(contacted_at as date) <= as_of
        group by customer_id

    ),

    joined as (

        select
            customers.customer_id,
            case when has_tickets then coalesce(contacts_12m, 0) end as contacts_12m,
            case when has_tickets and has_topics then main_topic end as main_topic,
            case
                when has_tickets and has_topics then main_topic_share
            end as main_topic_share,
            case
                when has_complaints then coalesce(complaints_12m, 0)
            end as complaints_12m,
            case
                when has_complaints then coalesce(open_complaints, 0)
            end as open_complaints,
            case when has_repairs then coalesce(repairs_12m, 0) end as repairs_12m,
            case
                when has_repairs then slowest_arrival_minutes_12m
            end as slowest_arrival_minutes_12m,
            case
                when has_repairs then {{ arrival_limit("customers.area_type") }}
            end as arrival_limit_minutes,
            case when has_outages then coalesce(outages_12m, 0) end as outages_12m,
            case
                when has_outages then coalesce(outage_hours_12m, 0)
            end as outage_hours_12m,
            case
                when has_notices then coalesce(planned_outages_12m, 0)
            end as planned_outages_12m,
            case when has_notices then last_notice_result end as last_notice_result,
            case
                when has_surveys then coalesce(survey_answers_12m, 0)
            end as survey_answers_12m,
            case
                when has_surveys then mean_survey_score_12m
            end as mean_survey_score_12m,
            voltage.voltage_qualified_share_3m,
            case when has_managers then manager_id is not null end as has_manager,
            has_manager_contacts,
            {{ dbt.datediff("visited.last_contact_on", "run_date.as_of", "day") }}
            as days_since_manager_contact

        from customers
        cross join run_date
        cross join delivery
        left join contact on customers.customer_id = contact.customer_id
        left join complaint on customers.customer_id = complaint.customer_id
        left join repair on customers.customer_id = repair.customer_id
        left join outage on customers.customer_id = outage.customer_id
        left join survey on customers.customer_id = survey.customer_id
        left join voltage on customers.customer_id = voltage.customer_id
        left join visited on customers.customer_id = visited.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
