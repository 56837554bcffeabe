with

    run_date as (select * from {{ ref("run_date") }}),
    balances as (select * from {{ ref("fct_prepaid_balance") }}),
    billed as (select * from {{ ref("int_customer_bill") }}),

    -- a balance older than a month says nothing about today
    latest as (

        select
            balances.customer_id,
            max_by(
                balances.balance_yuan, row(balances.balance_on, balances.balance_yuan)
            ) as prepaid_balance_yuan

        from balances
        cross join run_date
        where
            balances.balance_on <= run_date.as_of
            and balances.balance_on >= {{ window_of_days("run_date.as_of", 31) }}
        group by balances.customer_id

    ),

    lasting as (

        select
            latest.customer_id,
            latest.prepaid_balance_yuan,
            case
                when latest.prepaid_balance_yuan <= 0
                then 0
                when billed.bills_12m >= 3 and billed.amount_yuan_12m > 0
                then
                    cast(latest.prepaid_balance_yuan as double)
                    / (cast(billed.amount_yuan_12m as double) / billed.billed_days_12m)
            end as prepaid_days_left

        from latest
        left join billed on latest.customer_id = billed.customer_id

    )

select *
from lasting
