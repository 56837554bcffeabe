with

    sensitivity as (select * from {{ ref("int_customer_sensitivity") }}),
    response as (select * from {{ ref("int_customer_price_response") }}),

    tagged as (

        select
            sensitivity.customer_id,

            case
                when outage_contacts_24m = 0
                then 'low'
                when outage_contact_rank >= 0.5
                then 'high'
                when outage_contact_rank < 0.5
                then 'medium'
            end as outage_sensitivity,

            case
                when grievances_24m = 0
                then 'low'
                when grievance_rank >= 0.5
                then 'high'
                when grievance_rank < 0.5
                then 'medium'
            end as service_sensitivity,

            case
                when price_changes = 0
                then 'not_reached'
                when moved_share >= 0.05
                then 'high'
                when moved_share >= 0.02
                then 'medium'
                when moved_share < 0.02
                then 'low'
            end as price_sensitivity

        from sensitivity
        left join response on sensitivity.customer_id = response.customer_id

    )

select *
from tagged
