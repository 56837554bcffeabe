with

    run as (select * from {{ ref("run_date") }}),

    sensitivity as (
        select *, weather_fit_12m < 0.1 as is_steady
        from {{ ref("int_customer_usage_weather") }}
    ),

    -- The Spring Festival falls in January or in February: the two count as one.
    months as (

        select
            energy.*,
            {{ dbt.datediff("month_on", "month_end_on", "month") }} < 12 as is_recent,
            extract(month from month_on) <= 2 as is_festive,
            if(
                month(month_on) <= 2, make_date(year(month_on), 1, 1), month_on
            ) as span_on
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
            span_on,
            is_recent,
            kind,
            count(*) as months,
            sum(days) as days,
            sum(kwh) / nullif(sum(days), 0) as daily_kwh,
            min(coalesce(weather_days, 0)) >= 15 as has_weather,
            sum(cooling_degrees) / nullif(sum(weather_days), 0) as cooling,
            sum(heating_degrees) / nullif(sum(weather_days), 0) as heating
        from by_kind
        group by customer_id, span_on, is_recent, is_festive, kind
        having count(*) = case when is_festive then 2 else 1 end

    ),

    -- Like days beside like days of the year before, weighted alike; left out is a
    -- kind that
    -- one lacks and, where use follows the weather, a month that knows less than half
    -- of it.
    paired as (

        select
            spans.customer_id,
            case when spans.kind = 'workday' then spans.months end as month_pairs,
            (spans.days + before.days) / 2 * spans.daily_kwh as kwh,
            (spans.days + before.days) / 2 * before.daily_kwh as kwh_before,
            (spans.days + before.days)
            / 2
            * (
                greatest(cooling_slope, 0) * (spans.cooling - before.cooling)
                + greatest(heating_slope, 0) * (spans.heating - before.heating)
            ) as weather_kwh,
            weather_fit_12m
        from spans
        inner join
            spans as before
            on spans.customer_id = before.customer_id
            and spans.kind = before.kind
            and spans.span_on = before.span_on + interval 12 month
        left join sensitivity on spans.customer_id = sensitivity.customer_id
        where
            spans.is_recent
            and not before.is_recent
            and spans.days > 0
            and before.days > 0
            and (spans.has_weather and before.has_weather or coalesce(is_steady, true))

    ),

    measured as (

        select
            customer_id,
            greatest(
                sum(kwh - kwh_before) - coalesce(
                    sum(case when weather_fit_12m >= 0.1 then weather_kwh end), 0
                ),
                - sum(kwh_before)
            )
            / nullif(sum(kwh_before), 0) as kwh_growth_12m
        from paired
        group by customer_id
        having sum(month_pairs) >= 6

    )

select *
from measured
