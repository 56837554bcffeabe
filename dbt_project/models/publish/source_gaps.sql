with

    run_date as (select * from {{ ref("run_date") }}),
    weather as (select * from {{ ref("fct_daily_weather") }}),
    energy as (select * from {{ ref("fct_daily_energy") }}),

    days as (

        select date_on
        from {{ ref("dim_date") }}
        cross join run_date
        where date_on <= as_of and date_on >= {{ window_of_days("as_of", 364) }}

    ),

    read as (

        select distinct reading_on
        from energy
        where energy_kwh is not null and reading_on >= (select min(date_on) from days)

    ),

    -- weather of any station, a reading of any customer
    known as (

        select
            'outside.weather' as address,
            days.date_on,
            weather.mean_c is not null as is_known
        from days
        left join weather on days.date_on = weather.weather_on

        union all

        select 'metering.daily_energy', days.date_on, read.reading_on is not null
        from days
        left join read on days.date_on = read.reading_on

    ),

    -- before the first and after the last known day nothing is missing yet
    bounded as (

        select
            address,
            date_on,
            is_known,
            min(case when is_known then date_on end) over by_source as first_on,
            max(case when is_known then date_on end) over by_source as last_on

        from known
        window by_source as (partition by address)

    ),

    counted as (

        select
            address,
            count(*) as days,
            count(case when not is_known then 1 end) as missing_days,
            min(case when not is_known then date_on end) as first_missing_on,
            max(case when not is_known then date_on end) as last_missing_on

        from bounded
        where date_on between first_on and last_on
        group by address

    )

select *
from counted
where missing_days > 0
order by address
