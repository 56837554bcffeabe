with

    run_date as (select * from {{ ref("run_date") }}),
    payment as (select * from {{ ref("int_customer_payment") }}),
    usage as (select * from {{ ref("int_customer_usage") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    months as (select * from {{ ref("fct_monthly_energy") }}),
    bills as (select * from {{ ref("fct_bill") }}),

    -- equal amounts share a rank; (rank - 1) / n keeps the shares of the tiers exact
    ranked as (

        select
            customer_id,
            (rank() over (order by amount_yuan_12m desc) - 1)
            * 1.0
            / count(*) over () as value_rank

        from payment
        where amount_yuan_12m is not null

    ),

    metered_year as (

        select
            months.customer_id,
            sum(months.energy_kwh) / count(months.energy_kwh) as monthly_kwh,
            count(months.energy_kwh) as months

        from months
        cross join run_date
        where extract(year from months.month_on) = extract(year from run_date.as_of) - 1
        group by months.customer_id

    ),

    billed_year as (

        select
            bills.customer_id,
            sum(bills.energy_kwh) / count(distinct bills.bill_month) as monthly_kwh,
            count(distinct bills.bill_month) as months

        from bills
        cross join run_date
        where
            extract(year from bills.bill_month) = extract(year from run_date.as_of) - 1
            and bills.issued_on <= run_date.as_of
        group by bills.customer_id

    ),

    shared as (

        select
            usage.customer_id,
            case
                when supply.transformer_id is not null
                then
                    usage.annual_kwh / nullif(
                        sum(usage.annual_kwh) over (partition by supply.transformer_id),
                        0
                    )
            end as transformer_energy_share

        from usage
        inner join supply on usage.customer_id = supply.customer_id

    ),

    -- a mean over less than a quarter says nothing about a year
    joined as (

        select
            payment.customer_id,
            payment.amount_yuan_12m,
            payment.bill_growth,
            ranked.value_rank,
            coalesce(
                case when metered_year.months >= 3 then metered_year.monthly_kwh end,
                case when billed_year.months >= 3 then billed_year.monthly_kwh end
            ) as previous_year_monthly_kwh,
            shared.transformer_energy_share

        from payment
        left join ranked on payment.customer_id = ranked.customer_id
        left join metered_year on payment.customer_id = metered_year.customer_id
        left join billed_year on payment.customer_id = billed_year.customer_id
        left join shared on payment.customer_id = shared.customer_id

    )

select *
from joined
