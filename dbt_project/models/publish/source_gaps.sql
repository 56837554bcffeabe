with

    run_date as (select * from {{ ref("run_date") }}),
    weather as (select * from {{ ref("fct_daily_weather") }}),
    peers as (select * from {{ ref("int_usage_week_peer") }}),

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
            [
                {% for place in range(7) %}
                    peers.peer_{{ place }}{{ "," if not loop.last }}
                {% endfor %}
            ][days.place + 1]
            is not null
        from days
        left join peers on days.weeks_ago = peers.weeks_ago

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
            sum(case when is_known then 0 else 1 end) as missing_days,
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
