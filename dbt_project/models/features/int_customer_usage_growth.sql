{% set more_kwh = "(sum(days * (kwh - kwh_before - coalesce(weather_kwh, 0))))" %}

with

    run as (select * from {{ ref("run_date") }}),

    follows_weather as (
        select
            customer_id,
            {{ clamp("cooling_slope", low=0) }} as cooling_slope,
            {{ clamp("heating_slope", low=0) }} as heating_slope
        from {{ ref("int_customer_usage_weather") }}
        where weather_fit_12m >= 0.1
    ),

    -- The Spring Festival falls in January or in February: the two count as one.
    months as (

        select energy.*, extract(month from month_on) <= 2 as is_festive
        from {{ ref("fct_monthly_energy") }} as energy
        cross join run
        where
            month_on <= month_end_on
            and month_on > month_end_on - interval 24 month
            and reading_days >= 20

    ),

    by_kind as (

        select *, 'workday' as kind, workday_kwh as kwh, workday_days as days
        from months
        union all
        select *, 'weekend', weekend_kwh, weekend_days
        from months
        union all
        select *, 'holiday', holiday_kwh, holiday_days
        from months

    ),

    -- January without its February, or the reverse, tells of the festival's date only
    spans as (

        select
            customer_id,
            if(is_festive, make_date(year(month_on), 1, 1), month_on) as span_on,
            kind,
            count(*) as months,
            sum(days) as days,
            sum(kwh) / nullif(sum(days), 0) as daily_kwh,
            min(coalesce(weather_days, 0)) >= 15 as has_weather,
            sum(cooling_degrees) / nullif(sum(weather_days), 0) as cooling,
            sum(heating_degrees) / nullif(sum(weather_days), 0) as heating
        from by_kind
        group by customer_id, span_on, is_festive, kind
        having count(*) = case when is_festive then 2 else 1 end

    ),

    -- Like days of two years, weighted alike; without a kind that one of them lacks,
    -- and where use follows the weather, without months that know less than half.
    paired as (

        select
            spans.customer_id,
            case when spans.kind = 'workday' then spans.months end as month_pairs,
            (spans.days + before.days) / 2 as days,
            spans.daily_kwh as kwh,
            before.daily_kwh as kwh_before,
            cooling_slope * (spans.cooling - before.cooling)
            + heating_slope * (spans.heating - before.heating) as weather_kwh
        from spans
        inner join
            spans as before
            on spans.customer_id = before.customer_id
            and spans.kind = before.kind
            and spans.span_on = before.span_on + interval 12 month
        left join follows_weather on spans.customer_id = follows_weather.customer_id
        where
            spans.days > 0
            and before.days > 0
            and (
                spans.has_weather
                and before.has_weather
                or follows_weather.customer_id is null
            )

    ),

    measured as (

        select
            customer_id,
            {{ clamp(more_kwh, low="- sum(days * kwh_before)") }}
            / nullif(sum(days * kwh_before), 0) as kwh_growth_12m
        from paired
        group by customer_id
        having sum(month_pairs) >= 6

    )

select *
from measured
