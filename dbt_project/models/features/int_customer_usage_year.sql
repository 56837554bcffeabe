with

    run as (select * from {{ ref("run_date") }}),

    -- the last 12 complete months; a month counts from 20 read days on
    months as (

        select
            energy.*,
            -- a season is not high or low by the holidays that fall into it
            (energy_kwh - holiday_kwh) / (reading_days - holiday_days) as ordinary_kwh,
            extract(month from month_on) as month_number,
            energy_kwh
            / reading_days
            * extract(day from last_day(month_on)) as full_month_kwh,
            workday_kwh / nullif(workday_days, 0) as workday_daily_kwh,
            case when max_demand_kw > 0 then energy_kwh end as demand_kwh
        from {{ ref("fct_monthly_energy") }} as energy
        cross join run
        where
            month_on <= month_end_on
            and month_on > month_end_on - interval 12 month
            and reading_days >= 20

    ),

    summed as (

        select
            customer_id,
            count(*) as months,
            avg(full_month_kwh) as monthly_kwh,
            sum(workday_kwh) / nullif(sum(workday_days), 0) as workday_kwh,
            sum(weekend_kwh) / nullif(sum(weekend_days), 0) as weekend_kwh,
            sum(holiday_days) as holiday_days,
            sum(holiday_kwh) as holiday_kwh,
            -- what the holidays would have used as workdays of their month
            sum(holiday_days * workday_daily_kwh) as holiday_expected_kwh,
            sum(peak_kwh) as peak_kwh,
            sum(valley_kwh) as valley_kwh,
            sum(split_kwh) as split_kwh,
            count(demand_kwh) as demand_months,
            sum(demand_kwh) / sum(reading_days * 24 * max_demand_kw) as load_factor,
            avg(max_demand_kw) as mean_demand_kw,
            max(max_demand_kw) as max_demand_kw,
            count_if(month_number in (12, 1, 2)) as winter_months,
            count_if(month_number in (6, 7, 8)) as summer_months,
            count_if(month_number in (4, 5, 10, 11)) as mild_months,
            avg(
                case when month_number in (12, 1, 2) then ordinary_kwh end
            ) as winter_kwh,
            avg(
                case when month_number in (6, 7, 8) then ordinary_kwh end
            ) as summer_kwh,
            avg(
                case when month_number in (4, 5, 10, 11) then ordinary_kwh end
            ) as mild_kwh
        from months
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            months as months_12m,
            monthly_kwh as monthly_kwh_12m,
            monthly_kwh * 12 as annual_kwh,
            workday_kwh
            / nullif((workday_kwh * 5 + weekend_kwh * 2) / 7, 0) as workday_ratio,
            weekend_kwh / nullif(workday_kwh, 0) as weekend_ratio,
            case
                when holiday_days >= 5
                then holiday_kwh / nullif(holiday_expected_kwh, 0)
            end as holiday_ratio,
            peak_kwh / nullif(split_kwh, 0) as peak_share_12m,
            valley_kwh / nullif(split_kwh, 0) as valley_share_12m,
            case when demand_months >= 6 then load_factor end as load_factor_12m,
            case when demand_months >= 6 then mean_demand_kw end as mean_demand_kw_12m,
            max_demand_kw as max_demand_kw_12m,
            case
                when summer_months >= 2 and mild_months >= 3
                then summer_kwh / nullif(mild_kwh, 0)
            end as summer_ratio,
            case
                when winter_months >= 2 and mild_months >= 3
                then winter_kwh / nullif(mild_kwh, 0)
            end as winter_ratio
        from summed
        where months >= 6

    )

select *
from measured
