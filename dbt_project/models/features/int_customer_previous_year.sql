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

    -- each day read stands for a day of the year
    metered as (

        select
            months.customer_id,
            sum(months.energy_kwh)
            / sum(months.reading_days)
            * max(run_date.days_of_year)
            / 12 as monthly_kwh
        from {{ ref("fct_monthly_energy") }} as months
        cross join run_date
        where
            extract(year from months.month_on) = run_date.previous_year
            and months.reading_days > 0
        group by months.customer_id
        -- a mean over less than a quarter says nothing about a year
        having sum(months.reading_days) >= 90

    ),

    -- A bill of a calendar month is one; one of other days is spread over the days it
    -- covers, of which those of the year count.
    spread as (

        select
            bills.*,
            run_date.days_of_year,
            {{
                dbt.datediff(
                    clamp(
                        "covers_from",
                        low="date_trunc('year', as_of) - interval 1 year",
                    ),
                    clamp(
                        "covers_through + interval 1 day",
                        high="date_trunc('year', as_of)",
                    ),
                    "day",
                )
            }} as days_within,
            {{ dbt.datediff("covers_from", "covers_through", "day") }} + 1 as days,
            case when covers_through is null then bill_month end as month_on
        from {{ ref("fct_bill") }} as bills
        cross join run_date
        where
            bills.issued_on <= run_date.as_of
            and case
                when covers_through is null
                then extract(year from bill_month) = run_date.previous_year
                else days_within > 0
            end

    ),

    billed as (

        select
            customer_id,
            count(distinct month_on) as months,
            coalesce(sum(case when month_on is null then days_within end), 0) as spans,
            sum(
                energy_kwh
                * case when month_on is null then days_within / days else 1 end
            )
            / (months + spans * 12.0 / max(days_of_year)) as monthly_kwh
        from spread
        group by customer_id
        -- three months, of which February to April have 89 days
        having months * 30 + spans >= 88

    ),

    chosen as (

        select
            coalesce(metered.customer_id, billed.customer_id) as customer_id,
            -- a customer of just 4,000 kWh must not be lifted by a last digit
            {{ rounded("coalesce(metered.monthly_kwh, billed.monthly_kwh)") }}
            as previous_year_monthly_kwh
        from metered
        full join billed on metered.customer_id = billed.customer_id

    )

select *
from chosen
