{% set daily = ref("fct_daily_energy") %}
{% set weather = ref("fct_daily_weather") %}
{% set merges = ref("fct_account_merge") %}
{% set weather_month = "cast(date_trunc('month', weather_on) as date)" %}

with

    energy as (

        select *
        from {{ daily }}
        {% if is_incremental() %}
            where
                month_on in (
                    {{
                        changed_months(
                            [(daily, "month_on"), (weather, weather_month)], merges
                        )
                    }}
                )
        {% endif %}

    ),

    weather as (select * from {{ weather }}),

    -- flags as numbers: sum(kwh * flag) is twice as fast as a filter
    days as (

        select
            dates.date_on as reading_on,
            cast(dates.is_workday as double) as workday,
            cast(dates.is_weekend_day as double) as weekend,
            cast(dates.is_holiday as double) as holiday,
            -- the bases that explained most of real daily use
            {{ clamp("(weather.mean_c - 24)", low=0) }} as cooling,
            {{ clamp("(18 - weather.mean_c)", low=0) }} as heating,
            coalesce(weather.landed_seq, 0) as weather_seq
        from {{ ref("dim_date") }} as dates
        left join weather on dates.date_on = weather.weather_on

    ),

    -- kwh is null on a day without a read, so sums leave it out; read is 1 or null
    readings as (

        select *, energy_kwh as kwh, energy_kwh * 0 + 1 as read
        from energy
        inner join days using (reading_on)

    ),

    summed as (

        select
            customer_id,
            month_on,
            count(kwh) as reading_days,
            count(*) - count(kwh) as missing_days,
            count_if(kwh = 0) as zero_days,
            count_if(is_estimated) as estimated_days,
            min(reading_on) as first_reading_on,
            max(case when kwh is not null then reading_on end) as last_reading_on,
            max(case when kwh > 0 then reading_on end) as last_use_on,
            sum(kwh) as energy_kwh,
            -- a sharp hour is a peak hour that is dearer still
            sum(peak_kwh + coalesce(sharp_kwh, 0)) as peak_kwh,
            sum(valley_kwh + coalesce(deep_valley_kwh, 0)) as valley_kwh,
            -- what peak and valley are shares of
            sum(kwh + peak_kwh * 0 + valley_kwh * 0) as split_kwh,
            max(max_demand_kw) as max_demand_kw,
            max(kwh) as max_daily_kwh,
            sum(kwh * kwh) as sum_squares_kwh2,
            sum(kwh * workday) as workday_kwh,
            sum(read * workday) as workday_days,
            sum(kwh * weekend) as weekend_kwh,
            sum(read * weekend) as weekend_days,
            sum(kwh * holiday) as holiday_kwh,
            sum(read * holiday) as holiday_days,
            -- the sums of a regression of kwh on degrees
            sum(read + cooling * 0) as weather_days,
            sum(kwh + cooling * 0) as weather_kwh,
            sum(kwh * kwh + cooling * 0) as weather_squares_kwh2,
            sum(read * cooling) as cooling_degrees,
            sum(read * heating) as heating_degrees,
            sum(cooling * cooling * read) as cooling_degrees2,
            sum(heating * heating * read) as heating_degrees2,
            sum(kwh * cooling) as cooling_kwh_degrees,
            sum(kwh * heating) as heating_kwh_degrees,
            {{ greatest_known(["max(landed_seq)", "max(weather_seq)"]) }} as landed_seq
        from readings
        group by customer_id, month_on

    )

select *
from summed
