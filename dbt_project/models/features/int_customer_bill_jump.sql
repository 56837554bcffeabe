with

    run_date as (select * from {{ ref("run_date") }}),

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
            and bills.issued_on >= {{ window_of_months("run_date.as_of", 4) }}

    ),

    latest as (

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

    joined as (

        select
            customer_id,
            bill_yuan - bill_before_yuan as bill_jump_yuan,
            bill_yuan / nullif(bill_before_yuan, 0) - 1 as bill_jump,
            days_since_bill
        from latest

    )

select *
from joined
