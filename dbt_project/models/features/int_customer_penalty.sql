with

    customers as (

        select
            customer_id,
            case
                when customer_type = 'household'
                then 'household'
                when customer_type is not null
                then 'other'
            end as payer
        from {{ ref("dim_customer") }}
        where subject = 'power_customer'

    ),

    overdue as (

        select
            *,
            last_day(
                cast(date_trunc('year', due_on) + interval 11 month as date)
            ) as year_end_on
        from {{ ref("int_bill_overdue") }}

    ),

    -- days at all, and days after the year in which it fell due
    timed as (

        select
            customer_id,
            settled_on is null as is_open,
            coalesce(settled_on, as_of)
            >= {{ window_of_months("as_of", 12) }} as is_recent,
            cast(unpaid_yuan as double) as late_yuan,
            {{ dbt.datediff("from_on", "until_on", "day") }} as days,
            {{
                dbt.datediff(
                    clamp("from_on", low="year_end_on"),
                    clamp("until_on", low="year_end_on"),
                    "day",
                )
            }} as later_days
        from overdue

    ),

    priced as (

        select
            timed.*,
            late_yuan * (
                (days - later_days) * rates.share_a_day
                + later_days * rates.share_a_day_later
            ) as penalty_yuan
        from timed
        inner join customers on timed.customer_id = customers.customer_id
        inner join
            {{ ref("late_penalty_rates") }} as rates on customers.payer = rates.payer

    ),

    summed as (

        select
            customer_id,
            round(
                {{ rounded("sum(penalty_yuan * is_open::integer)") }}, 2
            ) as penalty_open_yuan,
            round(
                {{ rounded("sum(penalty_yuan * is_recent::integer)") }}, 2
            ) as penalty_yuan_12m
        from priced
        group by customer_id

    ),

    joined as (

        select
            customers.customer_id,
            coalesce(summed.penalty_open_yuan, 0) as penalty_open_yuan,
            coalesce(summed.penalty_yuan_12m, 0) as penalty_yuan_12m
        from customers
        left join summed on customers.customer_id = summed.customer_id
        where
            customers.payer is not null
            and {{ delivered("marketing.bills") }}
            and {{ delivered("marketing.payments", ["bill_id"]) }}

    )

select *
from joined
