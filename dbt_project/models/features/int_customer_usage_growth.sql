with

    run as (select * from {{ ref("run_date") }}),

    sensitivity as (select * from {{ ref("int_customer_usage_weather") }}),

    months as (

        select
            energy.*,
            {{ dbt.datediff("month_on", "month_end_on", "month") }} as months_ago,
            extract(day from last_day(month_on)) / reading_days as fill
        from {{ ref("fct_monthly_energy") }} as energy
        cross join run
        where
            month_on <= month_end_on
            and month_on > month_end_on - interval 24 month
            and reading_days >= 20

    ),

    -- the same months a year apart, less what the weather's difference explains
    grown as (

        select
            months.customer_id,
            count(*) as month_pairs,
            sum(months.energy_kwh * months.fill) as kwh,
            sum(before.energy_kwh * before.fill) as kwh_before,
            sum(
                case when weather_fit_12m >= 0.1 then 1 else 0 end * (
                    greatest(cooling_slope, 0) * (
                        months.cooling_degrees * months.fill
                        - before.cooling_degrees * before.fill
                    )
                    + greatest(heating_slope, 0)
                    * (
                        months.heating_degrees * months.fill
                        - before.heating_degrees * before.fill
                    )
                )
            ) as weather_kwh
        from months
        inner join
            months as before
            on months.customer_id = before.customer_id
            and months.months_ago = before.months_ago - 12
        left join sensitivity on months.customer_id = sensitivity.customer_id
        where months.months_ago < 12
        group by months.customer_id

    ),

    measured as (

        select
            customer_id,
            case
                when month_pairs >= 6
                then
                    greatest(kwh - coalesce(weather_kwh, 0) - kwh_before, - kwh_before)
                    / nullif(kwh_before, 0)
            end as kwh_growth_12m
        from grown

    )

select *
from measured
