{% set least_days = 15 %}

with

    run as (select * from {{ ref("run_date") }}),

    months as (

        select energy.*
        from {{ ref("fct_monthly_energy") }} as energy
        cross join run
        where
            month_on <= month_end_on
            and month_on > month_end_on - interval 12 month
            and reading_days >= 20

    ),

    -- centred sums over the days of 12 months whose weather is known, of months that
    -- have at least half of it; hot and cold days never coincide
    centred as (

        select
            customer_id,
            sum(weather_kwh) as kwh,
            sum(cooling_degrees) as c,
            sum(heating_degrees) as h,
            sum(weather_squares_kwh2) - kwh * kwh / sum(weather_days) as syy,
            sum(cooling_degrees2) - c * c / sum(weather_days) as scc,
            sum(heating_degrees2) - h * h / sum(weather_days) as shh,
            - c * h / sum(weather_days) as sch,
            count(
                case when extract(month from month_on) in (6, 7, 8) then 1 end
            ) as summer_months,
            count(
                case when extract(month from month_on) in (12, 1, 2) then 1 end
            ) as winter_months,
            sum(cooling_kwh_degrees) - kwh * c / sum(weather_days) as syc,
            sum(heating_kwh_degrees) - kwh * h / sum(weather_days) as syh
        from months
        where weather_days >= {{ least_days }}
        group by customer_id
        having count(*) >= 6

    ),

    -- least squares of daily kWh on cooling and heating degrees
    fitted as (

        select
            *,
            coalesce(
                (syc * shh - syh * sch) / nullif(scc * shh - sch * sch, 0),
                syc / nullif(scc, 0),
                0
            ) as cooling_slope,
            coalesce(
                (syh * scc - syc * sch) / nullif(scc * shh - sch * sch, 0),
                syh / nullif(shh, 0),
                0
            ) as heating_slope
        from centred

    ),

    sensitivity as (

        select
            customer_id,
            cooling_slope,
            heating_slope,
            -- a use that never varies follows no weather
            coalesce(
                (cooling_slope * syc + heating_slope * syh) / nullif(syy, 0), 0
            ) as weather_fit_12m,
            -- whom nobody saw in summer may well cool
            case
                when summer_months >= 2
                then
                    coalesce(
                        {{ clamp("cooling_slope", low=0) }} * c / nullif(kwh, 0), 0
                    )
            end as cooling_share_12m,
            case
                when winter_months >= 2
                then
                    coalesce(
                        {{ clamp("heating_slope", low=0) }} * h / nullif(kwh, 0), 0
                    )
            end as heating_share_12m
        from fitted

    )

select *
from sensitivity
