with

    run as (select * from {{ ref("run_date") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    -- in January and February the Spring Festival sets the days apart
    months as (

        select
            customer_id,
            energy_kwh,
            reading_days,
            -- what is left when workdays, weekend days and holidays have their means
            sum_squares_kwh2
            - coalesce(workday_kwh * workday_kwh / nullif(workday_days, 0), 0)
            - coalesce(weekend_kwh * weekend_kwh / nullif(weekend_days, 0), 0)
            - coalesce(
                holiday_kwh * holiday_kwh / nullif(holiday_days, 0), 0
            ) as squares_kwh2,
            reading_days
            - case when workday_days > 0 then 1 else 0 end
            - case when weekend_days > 0 then 1 else 0 end
            - case when holiday_days > 0 then 1 else 0 end as free_days
        from {{ ref("fct_monthly_energy") }}
        cross join run
        where
            month_on <= month_end_on
            and month_on > month_end_on - interval 12 month
            and extract(month from month_on) > 2
            and reading_days >= 20

    ),

    measured as (

        select
            customer_id,
            sqrt({{ clamp("sum(squares_kwh2)", low=0) }} / sum(free_days))
            / nullif(sum(energy_kwh) / sum(reading_days), 0) as volatility
        from months
        group by customer_id
        having count(*) >= 6

    ),

    -- equal use must not be ranked by the last digit of a sum
    settled as (

        select customer_id, {{ rounded("volatility") }} as volatility_12m from measured

    ),

    ranked as (

        select
            settled.customer_id,
            settled.volatility_12m,
            -- the middle of its place, so that the only one of a category is moderate
            (
                rank() over (
                    partition by supply.tariff_category order by settled.volatility_12m
                )
                - 0.5
            )
            / count(*) over (partition by supply.tariff_category) as volatility_rank
        from settled
        inner join supply on settled.customer_id = supply.customer_id
        where settled.volatility_12m is not null

    )

select *
from ranked
