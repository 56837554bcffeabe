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

    bills as (

        select
            *,
            last_day(
                cast(date_trunc('year', due_on) + interval 11 month as date)
            ) as year_end_on
        from {{ ref("int_bill_settlement") }}
        where due_on < as_of and amount_yuan > 0

    ),

    -- each yuan is late until it is paid, one still open until the run date
    late as (

        select bills.bill_id, payments.amount_yuan, payments.paid_on as until_on
        from bills
        inner join
            {{ ref("fct_payment") }} as payments on bills.bill_id = payments.bill_id
        where payments.paid_on > bills.due_on and payments.paid_on <= bills.as_of

        union all

        select bill_id, open_yuan, as_of
        from bills
        where open_yuan > 0

    ),

    -- days at all, and days after the year in which it fell due
    timed as (

        select
            bills.customer_id,
            bills.settled_on is null as is_open,
            coalesce(bills.settled_on, bills.as_of)
            >= {{ window_of_months("bills.as_of", 12) }} as is_recent,
            cast(late.amount_yuan as double) as late_yuan,
            {{ dbt.datediff("bills.due_on", "late.until_on", "day") }} as days,
            greatest(
                {{ dbt.datediff("bills.year_end_on", "late.until_on", "day") }}, 0
            ) as later_days
        from late
        inner join bills on late.bill_id = bills.bill_id

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
            round(sum(penalty_yuan * is_open::integer), 2) as penalty_open_yuan,
            round(sum(penalty_yuan * is_recent::integer), 2) as penalty_yuan_12m
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
