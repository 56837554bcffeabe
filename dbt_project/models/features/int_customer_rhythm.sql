with

    run as (select * from {{ ref("run_date") }}),

    typical as (select * from {{ ref("int_customer_usage_year") }}),

    businesses as (

        select customer_id
        from {{ ref("dim_customer") }}
        where subject = 'power_customer' and customer_type <> 'household'

    ),

    -- around the Chinese New Year a works at rest has not changed its rhythm
    workdays as (

        select date_on, date_on >= {{ window_of_days("as_of", 30) }} as is_of_30_days
        from {{ ref("dim_date") }}
        cross join run
        where
            date_on <= as_of
            and date_on >= {{ window_of_days("as_of", 90) }}
            and is_workday
            and not is_festival_season

    ),

    curves as (

        select
            curves.customer_id,
            curves.power_kw,
            list_count(curves.power_kw) as points,
            list_aggregate(curves.power_kw, 'quantile_cont', 0.95) as high_kw
        from {{ ref("fct_load_curve") }} as curves
        inner join businesses on curves.customer_id = businesses.customer_id
        inner join workdays on curves.curve_on = workdays.date_on

    ),

    ranged as (

        select *, max(high_kw) over (partition by customer_id) as highest_kw from curves

    ),

    -- At work while the load is half of the day's high load or more. A day that never
    -- gets to a fifth of the highest is one of rest, whose even base load says nothing.
    worked as (

        select
            customer_id,
            len(list_filter(power_kw, lambda kw:kw >= high_kw / 2))
            * 24.0
            / points as hours
        from ranged
        where high_kw > 0 and high_kw >= highest_kw / 5 and points >= 0.75 * 96

    ),

    hours as (

        select
            customer_id,
            count(*) as curve_workdays,
            median(hours) as working_hours,
            quantile_cont(hours, 0.75) - quantile_cont(hours, 0.25) as hours_spread
        from worked
        group by customer_id

    ),

    -- a kWh at most, or a tenth of the customer's ordinary day
    idled as (

        select
            energy.customer_id,
            count(energy_kwh) as read_workdays,
            count_if(
                energy_kwh
                <= {{ clamp("coalesce(typical.monthly_kwh_12m / 30 * 0.10, 0)", low=1) }}
            ) as idle_workdays
        from {{ ref("fct_daily_energy") }} as energy
        inner join workdays on energy.reading_on = workdays.date_on
        inner join businesses on energy.customer_id = businesses.customer_id
        left join typical on energy.customer_id = typical.customer_id
        where workdays.is_of_30_days
        group by energy.customer_id

    ),

    measured as (

        select
            businesses.customer_id,
            curve_workdays as curve_workdays_90d,
            case when curve_workdays >= 5 then working_hours end as working_hours_90d,
            case when curve_workdays >= 5 then hours_spread end as hours_spread_90d,
            case
                when read_workdays >= 5 then idle_workdays * 1.0 / read_workdays
            end as idle_workday_share_30d
        from businesses
        left join hours on businesses.customer_id = hours.customer_id
        left join idled on businesses.customer_id = idled.customer_id

    )

select *
from measured
