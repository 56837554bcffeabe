with

    run as (select * from {{ ref("run_date") }}),

    -- A holiday or a make-up workday is like no ordinary day: the ordinary day of the
    -- same weekday before it stands in its place, so that no festival hides a change.
    days as (

        select
            date_on,
            {{ dbt.datediff("date_on", "as_of", "day") }} as days_ago,
            iso_weekday,
            not is_holiday and is_workday = (iso_weekday < 6) as is_ordinary,
            row_number() over (
                partition by iso_weekday, is_ordinary order by date_on desc
            ) as nth
        from {{ ref("dim_date") }}
        cross join run
        where date_on <= as_of and date_on >= {{ window_of_days("as_of", 28) }}

    ),

    pairs as (

        select
            energy.customer_id,
            iso_weekday,
            count(case when days_ago < 7 then energy_kwh end) as read_days_7d,
            count(
                case when days_ago between 7 and 13 then energy_kwh end
            ) as read_days_prev_7d,
            max(case when is_ordinary and nth = 1 then energy_kwh end) as kwh,
            max(case when is_ordinary and nth = 2 then energy_kwh end) as kwh_before,
            min(days_ago) as last_days_ago
        from {{ ref("fct_daily_energy") }} as energy
        inner join days on energy.reading_on = days.date_on
        group by energy.customer_id, iso_weekday

    ),

    compared as (

        select
            customer_id,
            sum(read_days_7d) as read_days_7d,
            sum(read_days_prev_7d) as read_days_prev_7d,
            count_if(kwh is not null and kwh_before is not null) as alike,
            sum(case when kwh_before is not null then kwh end) as kwh,
            sum(case when kwh is not null then kwh_before end) as kwh_before
        from pairs
        group by customer_id
        having min(last_days_ago) < 14

    ),

    measured as (

        select
            customer_id,
            cast(read_days_7d as bigint) as read_days_7d,
            cast(read_days_prev_7d as bigint) as read_days_prev_7d,
            case
                when read_days_7d >= 5 and read_days_prev_7d >= 5 and alike >= 3
                then
                    case
                        when kwh_before > 0
                        then
                            {{
                                clamp(
                                    rounded("((kwh - kwh_before) / kwh_before)"),
                                    high=10,
                                )
                            }}
                        when kwh > 0
                        then 10
                        else 0
                    end
            end as weekly_change_share
        from compared

    )

select *
from measured
