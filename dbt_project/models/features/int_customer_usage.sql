with

    supply as (select * from {{ ref("dim_supply") }}),

    history as (select * from {{ ref("int_customer_usage_history") }}),

    year as (select * from {{ ref("int_customer_usage_year") }}),

    volatility as (select * from {{ ref("int_customer_usage_volatility") }}),

    growth as (select * from {{ ref("int_customer_usage_growth") }}),

    weather as (select * from {{ ref("int_customer_usage_weather") }}),

    recent as (select * from {{ ref("int_customer_usage_recent") }}),

    week as (select * from {{ ref("int_customer_usage_week") }}),

    night as (select * from {{ ref("int_customer_night") }}),

    power_factor as (select * from {{ ref("int_customer_power_factor") }}),

    ranks as (

        select
            year.customer_id,
            -- the middle of its place, so that the only one of a category is medium
            (
                rank() over (
                    partition by supply.tariff_category order by year.monthly_kwh_12m
                )
                - 0.5
            )
            / count(*) over (partition by supply.tariff_category) as usage_level_rank
        from year
        left join supply on year.customer_id = supply.customer_id
        where year.monthly_kwh_12m > 0

    ),

    joined as (

        select
            supply.customer_id,
            history.first_reading_on,
            history.last_reading_on,
            history.days_of_history,
            history.reading_share_30d,
            history.zero_run_days,
            year.months_12m,
            year.monthly_kwh_12m,
            year.annual_kwh,
            ranks.usage_level_rank,
            growth.kwh_growth_12m,
            volatility.volatility_12m,
            volatility.volatility_rank,
            year.workday_ratio,
            year.weekend_ratio,
            year.holiday_ratio,
            year.summer_ratio,
            year.winter_ratio,
            year.peak_share_12m,
            year.valley_share_12m,
            year.max_demand_kw_12m,
            year.load_factor_12m,
            year.mean_demand_kw_12m / nullif(
                coalesce(supply.contract_capacity_kva, supply.capacity_kva), 0
            ) as capacity_use_12m,
            power_factor.power_factor_12m,
            power_factor.power_factor_yuan_12m,
            weather.weather_fit_12m,
            weather.cooling_share_12m,
            weather.heating_share_12m,
            recent.kwh_last_7d,
            recent.kwh_prev_7d,
            recent.kwh_last_30d,
            recent.daily_kwh_30d,
            recent.zero_days_30d,
            recent.low_use_share_60d,
            recent.ordinary_daily_kwh_14d,
            week.weekly_change_share,
            night.night_surge_share_90d
        from supply
        left join history on supply.customer_id = history.customer_id
        left join year on supply.customer_id = year.customer_id
        left join ranks on supply.customer_id = ranks.customer_id
        left join volatility on supply.customer_id = volatility.customer_id
        left join growth on supply.customer_id = growth.customer_id
        left join weather on supply.customer_id = weather.customer_id
        left join recent on supply.customer_id = recent.customer_id
        left join week on supply.customer_id = week.customer_id
        left join night on supply.customer_id = night.customer_id
        left join power_factor on supply.customer_id = power_factor.customer_id

    )

select *
from joined
