with

    run as (select * from {{ ref("run_date") }}),

    last_days as (

        select
            date_on,
            is_holiday,
            is_workday,
            {{ dbt.datediff("date_on", "as_of", "day") }} as days_ago
        from {{ ref("dim_date") }}
        cross join run
        where date_on <= as_of and date_on > as_of - interval 14 day

    ),

    -- each weekday beside the same weekday a week before
    pairs as (

        select
            energy.customer_id,
            days_ago % 7 as weekday,
            max(case when days_ago < 7 then energy_kwh end) as kwh,
            max(case when days_ago >= 7 then energy_kwh end) as kwh_before,
            -- a holiday or a make-up workday is like no ordinary day
            not bool_or(is_holiday) and min(is_workday) = max(is_workday) as is_alike
        from {{ ref("fct_daily_energy") }} as energy
        inner join last_days on energy.reading_on = last_days.date_on
        group by 1, 2

    ),

    compared as (

        select
            customer_id,
            count(kwh) as read_days_7d,
            count(kwh_before) as read_days_prev_7d,
            count_if(is_alike and kwh is not null and kwh_before is not null) as alike,
            sum(case when is_alike and kwh_before is not null then kwh end) as kwh,
            sum(
                case when is_alike and kwh is not null then kwh_before end
            ) as kwh_before
        from pairs
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            read_days_7d,
            read_days_prev_7d,
            case
                when read_days_7d >= 5 and read_days_prev_7d >= 5 and alike >= 3
                then
                    case
                        when kwh_before > 0
                        then least((kwh - kwh_before) / kwh_before, 10)
                        when kwh > 0
                        then 10
                        else 0
                    end
            end as weekly_change_share
        from compared

    )

select *
from measured
