with

    run_date as (

        select
            as_of,
            extract(year from as_of) - 1 as previous_year,
            {{
                dbt.datediff(
                    "(date_trunc('year', as_of) - interval 1 year)",
                    "date_trunc('year', as_of)",
                    "day",
                )
            }} as days_of_year
        from {{ ref("run_date") }}

    ),

    -- Each day read stands for a day of the year. Rounded, as a customer of just 4,000
    -- kWh must not be lifted by a last digit.
    metered as (

        select
            months.customer_id,
            round(
                sum(months.energy_kwh)
                / sum(months.reading_days)
                * max(run_date.days_of_year)
                / 12,
                6
            ) as monthly_kwh
        from {{ ref("fct_monthly_energy") }} as months
        cross join run_date
        where
            extract(year from months.month_on) = run_date.previous_year
            and months.reading_days > 0
        group by months.customer_id
        -- a mean over less than a quarter says nothing about a year
        having sum(months.reading_days) >= 90

    ),

    billed as (

        select
            bills.customer_id,
            sum(bills.energy_kwh) / count(distinct bills.bill_month) as monthly_kwh
        from {{ ref("fct_bill") }} as bills
        cross join run_date
        where
            extract(year from bills.bill_month) = run_date.previous_year
            and bills.issued_on <= run_date.as_of
        group by bills.customer_id
        having count(distinct bills.bill_month) >= 3

    ),

    chosen as (

        select
            coalesce(metered.customer_id, billed.customer_id) as customer_id,
            coalesce(
                metered.monthly_kwh, billed.monthly_kwh
            ) as previous_year_monthly_kwh
        from metered
        full join billed on metered.customer_id = billed.customer_id

    )

select *
from chosen
