with

    bills as (select * from {{ ref("int_bill_settlement") }}),
    growth as (select * from {{ ref("int_customer_bill_growth") }}),

    flagged as (

        select
            *,
            issued_on >= {{ window_of_months("as_of", 12) }} as is_recent,
            -- what is back-billed for a time of before is no purchase of these months
            amount_yuan - case
                when corrects_through < {{ window_of_months("as_of", 12) }}
                then coalesce(correction_yuan, 0)
                else 0
            end as purchase_yuan

        from bills
        where issued_on >= {{ window_of_months("as_of", 15) }}

    ),

    counted as (

        select
            customer_id,
            sum(case when is_recent then 1 else 0 end) as bills_12m,
            sum(case when is_recent and is_decided then 1 else 0 end) as due_bills_12m,
            sum(
                case when is_recent and is_decided and days_late > 0 then 1 else 0 end
            ) as late_bills_12m,
            avg(case when is_recent then days_before_due end) as mean_days_before_due,
            stddev_samp(
                case when is_recent then days_before_due end
            ) as settle_spread_days,
            max(case when is_recent then days_late end) as max_days_late_12m,
            sum(case when is_recent then amount_yuan end) as amount_yuan_12m,
            sum(case when is_recent then purchase_yuan end) as purchase_yuan_12m,
            avg(case when is_recent then amount_yuan end) as mean_bill_yuan_12m,
            sum(case when is_recent then energy_kwh end) as billed_kwh_12m,
            sum(case when is_recent then days_covered end) as billed_days_12m,
            sum(case when is_recent and is_decided then open_yuan end) as open_yuan_12m,
            -- one still open takes at least one more
            avg(
                case
                    when is_recent and settled_on is not null
                    then payments
                    when is_recent and is_decided
                    then payments + 1
                end
            ) as payments_per_bill_12m,
            count(case when is_recent then settled_on end) as settled_bills_12m,
            count(distinct case when is_recent then settled_on end) as settling_days_12m

        from flagged
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            bills_12m,
            due_bills_12m,
            late_bills_12m,
            mean_days_before_due,
            settle_spread_days,
            max_days_late_12m,
            amount_yuan_12m,
            purchase_yuan_12m,
            mean_bill_yuan_12m,
            billed_kwh_12m,
            billed_days_12m,
            payments_per_bill_12m,
            settled_bills_12m
            * 1.0
            / nullif(settling_days_12m, 0) as settled_bills_per_day_12m,
            -- three bills are the least that show a habit
            case
                when due_bills_12m >= 3 then late_bills_12m * 1.0 / due_bills_12m
            end as late_bill_share_12m,
            case
                when amount_yuan_12m > 0
                then cast(open_yuan_12m as double) / cast(amount_yuan_12m as double)
            end as unpaid_share,
            growth.bill_growth

        from counted
        left join growth using (customer_id)

    )

select *
from measured
