with

    sensitivity as (select * from {{ ref("int_customer_sensitivity") }}),

    tagged as (

        select
            sensitivity.customer_id,

            case
                when outage_contact_index is null
                then null
                when outage_contact_index >= 1.5
                then 'high'
                when outage_contact_index >= 0.75
                then 'medium'
                else 'low'
            end as outage_sensitivity,

            case
                when grievance_index is null
                then null
                when grievance_index >= 1.5
                then 'high'
                when grievance_index >= 0.75
                then 'medium'
                else 'low'
            end as service_sensitivity

        from sensitivity

    )

select *
from tagged
