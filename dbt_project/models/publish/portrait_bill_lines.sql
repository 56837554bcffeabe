with

    lines as (select * from {{ ref("fct_bill_line") }}),

    bills as (select bill_id from {{ ref("portrait_bills") }}),

    shown as (
        select lines.* from lines semi join bills on lines.bill_id = bills.bill_id
    )

select *
from shown
order by customer_id, bill_id, line_number
