with

    run_date as (select * from {{ ref("run_date") }}),

    -- What a bill corrects of use before it is no growth of its month. The Spring
    -- Festival falls in January or in February: the two count as one. A bill
    -- that covers other days than a month is compared with one that covers about as
    -- many.
    bills as (

        select
            bills.customer_id,
            bills.bill_month,
            bills.current_yuan,
            bills.issued_on >= {{ window_of_months("run_date.as_of", 3) }} as is_recent,
            {{ dbt.datediff("bills.covers_from", "bills.covers_through", "day") }}
            + 1 as days,
            bills.covers_through is null
            and extract(month from bills.bill_month) <= 2 as is_festive
        from {{ ref("fct_bill") }} as bills
        cross join run_date
        where
            bills.issued_on <= run_date.as_of
            and bills.issued_on >= {{ window_of_months("run_date.as_of", 18) }}

    ),

    -- January without its February, or the reverse, tells of the festival's date only
    spans as (

        select
            customer_id,
            case
                when is_festive
                then cast(date_trunc('year', bill_month) as date)
                else bill_month
            end as span_on,
            is_recent,
            case when count(days) = count(*) then sum(days) end as days,
            count(distinct bill_month) as bill_months,
            sum(current_yuan) as current_yuan
        from bills
        group by customer_id, span_on, is_recent, is_festive
        having count(distinct bill_month) = case when is_festive then 2 else 1 end

    ),

    compared as (

        select
            spans.customer_id,
            cast(sum(spans.current_yuan) as double)
            / nullif(cast(sum(before.current_yuan) as double), 0)
            - 1 as bill_growth
        from spans
        inner join
            spans as before
            on spans.customer_id = before.customer_id
            and spans.span_on = before.span_on + interval 12 month
            and (spans.days is null) = (before.days is null)
        where
            spans.is_recent
            and not before.is_recent
            and (
                spans.days is null
                or spans.days between 0.9 * before.days and 1.1 * before.days
            )
        group by spans.customer_id
        having
            sum(coalesce(round(spans.days / 30.4), spans.bill_months)) >= 2
            and sum(before.current_yuan) > 0

    )

select *
from compared
