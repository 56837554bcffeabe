with

    run_date as (select * from {{ ref("run_date") }}),

    faults as (

        select
            outages.customer_id,
            count(*) as faults_30d,
            sum(
                {{
                    dbt.datediff(
                        "outages.started_at",
                        "least(coalesce(outages.ended_at, run_date.as_of + interval 1 day), run_date.as_of + interval 1 day)",
                        "minute",
                    )
                }}
            )
            / 60.0 as fault_hours_30d,
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

    repairs as (

        select
            repairs.customer_id,
            max(
                {{
                    dbt.datediff(
                        "repairs.hung_up_at",
                        "least(coalesce(repairs.restored_at, run_date.as_of + interval 1 day), run_date.as_of + interval 1 day)",
                        "minute",
                    )
                }}
            )
            / 60.0 as slowest_repair_hours_30d
        from {{ ref("fct_repair") }} as repairs
        cross join run_date
        where
            cast(repairs.hung_up_at as date) <= run_date.as_of
            and repairs.hung_up_at > run_date.as_of - interval 30 days
        group by repairs.customer_id

    ),

    -- questions and requests; whoever still waits has waited until the run date
    answers as (

        select
            tickets.customer_id,
            max(
                {{
                    dbt.datediff(
                        "tickets.opened_at",
                        "least(coalesce(tickets.closed_at, run_date.as_of + interval 1 day), run_date.as_of + interval 1 day)",
                        "minute",
                    )
                }}
            )
            / 60.0 as longest_wait_hours_30d
        from {{ ref("fct_ticket") }} as tickets
        cross join run_date
        where
            tickets.kind in ('consultation', 'request')
            and cast(tickets.opened_at as date) <= run_date.as_of
            and tickets.opened_at > run_date.as_of - interval 30 days
        group by tickets.customer_id

    ),

    numbered as (

        select
            bills.customer_id,
            bills.amount_yuan,
            bills.issued_on,
            run_date.as_of,
            row_number() over (
                partition by bills.customer_id
                order by bills.issued_on desc, bills.bill_id desc
            ) as newest
        from {{ ref("fct_bill") }} as bills
        cross join run_date
        where
            bills.issued_on <= run_date.as_of
            and bills.issued_on > run_date.as_of - interval 4 months

    ),

    bills as (

        select
            customer_id,
            cast(max(case when newest = 1 then amount_yuan end) as double) as bill_yuan,
            cast(
                max(case when newest = 2 then amount_yuan end) as double
            ) as bill_before_yuan,
            {{
                dbt.datediff(
                    "max(case when newest = 1 then issued_on end)",
                    "max(as_of)",
                    "day",
                )
            }} as days_since_bill
        from numbered
        where newest <= 2
        group by customer_id

    ),

    delivery as (

        select
            {{ delivered("service_95598.outages") }} as has_outages,
            {{ delivered("service_95598.repairs") }} as has_repairs,
            {{ delivered("service_95598.tickets") }} as has_tickets

    ),

    joined as (

        select
            customers.customer_id,
            case when has_outages then coalesce(faults.faults_30d, 0) end as faults_30d,
            case
                when has_outages then coalesce(faults.fault_hours_30d, 0)
            end as fault_hours_30d,
            faults.days_since_fault,
            case
                when has_repairs then coalesce(repairs.slowest_repair_hours_30d, 0)
            end as slowest_repair_hours_30d,
            case
                when has_tickets then coalesce(answers.longest_wait_hours_30d, 0)
            end as longest_wait_hours_30d,
            bills.bill_yuan - bills.bill_before_yuan as bill_jump_yuan,
            bills.bill_yuan / nullif(bills.bill_before_yuan, 0) - 1 as bill_jump,
            bills.days_since_bill
        from {{ ref("dim_customer") }} as customers
        cross join delivery
        left join faults on customers.customer_id = faults.customer_id
        left join repairs on customers.customer_id = repairs.customer_id
        left join answers on customers.customer_id = answers.customer_id
        left join bills on customers.customer_id = bills.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
