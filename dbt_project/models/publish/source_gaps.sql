with

    run_date as (select * from {{ ref("run_date") }}),
    weather as (select * from {{ ref("fct_daily_weather") }}),
    usage as (select * from {{ ref("int_usage_week") }}),

    days as (

        select
            date_on,
            cast(
                floor({{ dbt.datediff("date_on", "as_of", "day") }} / 7) as integer
            ) as weeks_ago,
            {{ dbt.datediff("date_on", "as_of", "day") }} % 7 as place

        from {{ ref("dim_date") }}
        cross join run_date
        where date_on <= as_of and date_on >= {{ window_of_days("as_of", 364) }}

    ),

    -- a week is counted whether or not it holds enough days to be compared
    read as (

        select
            weeks_ago,
            {% for place in range(7) %}
                count(kwh_{{ place }}) as reads_{{ place }}{{ "," if not loop.last }}
            {% endfor %}
        from usage
        group by weeks_ago

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

        select
            'metering.daily_energy',
            days.date_on,
            coalesce(
                [
                    {% for place in range(7) %}
                        read.reads_{{ place }}{{ "," if not loop.last }}
                    {% endfor %}
                ][days.place + 1]
                > 0,
                false
            )
        from days
        left join read on days.weeks_ago = read.weeks_ago

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
