with

    faults as (

        select
            outages.customer_id,
            count(*) as faults_30d,
            sum(
                {{
                    hours(
                        "outages.started_at",
                        "outages.lasts_until_at",
                    )
                }}
            ) as fault_hours_30d,
            min(
                {{
                    dbt.datediff(
                        "cast(outages.started_at as date)", "outages.as_of", "day"
                    )
                }}
            ) as days_since_fault
        from {{ ref("int_outage_known") }} as outages
        where
            outages.kind <> 'planned'
            and outages.lasts_until_at > {{ window_of_days("outages.as_of", 30) }}
        group by outages.customer_id

    ),

    delivery as (select * from {{ ref("int_delivery") }}),

    joined as (

        select
            customers.customer_id,
            case when has_outages then coalesce(faults.faults_30d, 0) end as faults_30d,
            case
                when has_outages then coalesce(faults.fault_hours_30d, 0)
            end as fault_hours_30d,
            faults.days_since_fault
        from {{ ref("dim_customer") }} as customers
        cross join delivery
        left join faults on customers.customer_id = faults.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
