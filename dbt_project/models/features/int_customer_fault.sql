with

    -- what lasts counts up to the end of the run date
    run_date as (

        select as_of, as_of + interval 1 day as ends_at from {{ ref("run_date") }}

    ),

    faults as (

        select
            outages.customer_id,
            count(*) as faults_30d,
            sum(
                {{
                    hours(
                        "outages.started_at",
                        "least(outages.ended_at, run_date.ends_at)",
                    )
                }}
            ) as fault_hours_30d,
            min(
                {{
                    dbt.datediff(
                        "cast(outages.started_at as date)", "run_date.as_of", "day"
                    )
                }}
            ) as days_since_fault
        from {{ ref("fct_customer_outage") }} as outages
        cross join run_date
        where
            outages.kind <> 'planned'
            and cast(outages.started_at as date) <= run_date.as_of
            and outages.started_at > run_date.as_of - interval 30 days
        group by outages.customer_id

    ),

    delivery as (select {{ delivered("service_95598.outages") }} as has_outages),

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
