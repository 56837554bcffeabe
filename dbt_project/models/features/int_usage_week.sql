with

    run as (select * from {{ ref("run_date") }}),

    -- Weeks are counted back from the day of the run, so that the last one is whole and
    -- a place in the week is the same weekday for everybody. Flags are numbers: a sum
    -- of products is twice as fast as a filter.
    days as (

        select
            date_on,
            cast(
                floor({{ dbt.datediff("date_on", "as_of", "day") }} / 7) as integer
            ) as weeks_ago,
            {{ dbt.datediff("date_on", "as_of", "day") }} % 7 as place,
            cast(not (is_holiday or is_festival_season) as double) as ordinary,
            cast(not (is_workday or is_holiday or is_festival_season) as double) as rest
        from {{ ref("dim_date") }}
        cross join run
        where date_on <= as_of and date_on >= {{ window_of_days("as_of", 546) }}

    ),

    gathered as (

        select
            energy.customer_id,
            days.weeks_ago,
            count(energy_kwh) as read_days,
            count_if(is_estimated and energy_kwh is not null) as estimated_days,
            count_if(energy_kwh = 0) as zero_days,
            sum(energy_kwh) as energy_kwh,
            max(energy_kwh) as highest_kwh,
            sum(energy_kwh * ordinary) as ordinary_kwh,
            sum((energy_kwh * 0 + 1) * ordinary) as ordinary_days,
            sum(energy_kwh * rest) as rest_kwh,
            sum((energy_kwh * 0 + 1) * rest) as rest_days,
            bool_and(ordinary = 1) as is_ordinary,
            {% for place in range(7) %}
                max(
                    case when place = {{ place }} then energy_kwh end
                ) as kwh_{{ place }}{{ "," if not loop.last }}
            {% endfor %}
        from {{ ref("fct_daily_energy") }} as energy
        inner join days on energy.reading_on = days.date_on
        group by energy.customer_id, days.weeks_ago

    )

select *
from gathered
