with

    lines as (select * from {{ ref("stg_marketing__bill_lines") }}),

    bills as (select * from {{ ref("fct_bill") }}),

    -- a line that was cancelled comes again with nothing in it
    named as (

        select
            bills.customer_id,
            lines.bill_id,
            lines.line_number,
            lines.kind,
            lines.time_period,
            lines.quantity,
            lines.unit,
            lines.unit_price_yuan,
            lines.amount_yuan,
            cast(
                sum(lines.amount_yuan) over (partition by lines.bill_id) as decimal(
                    18, 2
                )
            ) as lines_yuan,
            bills.amount_yuan as bill_yuan
        from lines
        inner join bills on lines.bill_id = bills.bill_id

    ),

    compared as (

        select *, lines_yuan = bill_yuan as adds_up
        from named
        where amount_yuan <> 0 or coalesce(quantity, 0) <> 0

    )

select *
from compared
