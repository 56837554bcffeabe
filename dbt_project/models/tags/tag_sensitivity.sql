with

    sensitivity as (select * from {{ ref("int_customer_sensitivity") }}),

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
            end as service_sensitivity

        from sensitivity

    )

select *
from tagged
