with

    run_date as (select * from {{ ref("run_date") }}),

    counted as (

        select
            bills.customer_id,
            case
                when {{ delivered("marketing.bills", ["free_yuan"]) }}
                then count_if(bills.free_yuan > 0)
            end as free_bills_12m
        from {{ ref("fct_bill") }} as bills
        cross join run_date
        where
            bills.issued_on <= run_date.as_of
            and bills.issued_on >= {{ window_of_months("run_date.as_of", 12) }}
        group by bills.customer_id

    )

select *
from counted
