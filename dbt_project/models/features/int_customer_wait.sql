with

    -- what lasts counts up to the end of the run date
    run_date as (

        select as_of, as_of + interval 1 day as ends_at from {{ ref("run_date") }}

    ),

    repairs as (

        select
            repairs.customer_id,
            max(
                {{
                    hours(
                        "repairs.hung_up_at",
                        least_known(["repairs.restored_at", "run_date.ends_at"]),
                    )
                }}
            ) as slowest_repair_hours_30d
        from {{ ref("fct_repair") }} as repairs
        cross join run_date
        where
            cast(repairs.hung_up_at as date) <= run_date.as_of
            and coalesce(repairs.restored_at, run_date.ends_at)
            > {{ window_of_days("run_date.as_of", 30) }}
        group by repairs.customer_id

    ),

    -- questions and requests; whoever still waits has waited until the run date
    answers as (

        select
            tickets.customer_id,
            max(
                {{
                    hours(
                        "tickets.opened_at",
                        least_known(["tickets.closed_at", "run_date.ends_at"]),
                    )
                }}
            ) as longest_wait_hours_30d
        from {{ ref("fct_ticket") }} as tickets
        cross join run_date
        where
            tickets.kind in ('consultation', 'request')
            and cast(tickets.opened_at as date) <= run_date.as_of
            and coalesce(tickets.closed_at, run_date.ends_at)
            > {{ window_of_days("run_date.as_of", 30) }}
        group by tickets.customer_id

    ),

    delivery as (

        select
            {{ delivered("service_95598.repairs", ["customer_id", "restored_at"]) }}
            as has_repairs,
            {{ delivered("service_95598.tickets", ["customer_id", "closed_at"]) }}
            as has_tickets

    ),

    joined as (

        select
            customers.customer_id,
            case
                when has_repairs then coalesce(repairs.slowest_repair_hours_30d, 0)
            end as slowest_repair_hours_30d,
            case
                when has_tickets then coalesce(answers.longest_wait_hours_30d, 0)
            end as longest_wait_hours_30d
        from {{ ref("dim_customer") }} as customers
        cross join delivery
        left join repairs on customers.customer_id = repairs.customer_id
        left join answers on customers.customer_id = answers.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
