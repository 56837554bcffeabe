with

    run as (select * from {{ ref("run_date") }}),

    typical as (select * from {{ ref("int_customer_usage_year") }}),

    -- joining on days prunes the history that is not read
    last_days as (

        select
            date_on,
            {{ dbt.datediff("date_on", "as_of", "day") }} as days_ago,
            not (is_holiday or is_festival_season) as is_ordinary,
            row_number() over (
                partition by is_holiday or is_festival_season order by date_on desc
            ) as place
        from {{ ref("dim_date") }}
        cross join run
        where date_on <= as_of and date_on >= {{ window_of_days("as_of", 60) }}

    ),

    readings as (

        select
            energy.customer_id,
            energy.reading_on,
            energy.energy_kwh as kwh,
            days_ago,
            is_ordinary,
            is_ordinary and place <= 14 as is_last_ordinary,
            case
                when energy_kwh is not null and not coalesce(is_estimated, false)
                then days_ago
            end as read_days_ago,
            -- a kWh at most, or a twentieth of the customer's ordinary day
            energy_kwh
            <= {{ clamp("coalesce(typical.monthly_kwh_12m / 30 * 0.05, 0)", low=1) }}
            as is_low
        from {{ ref("fct_daily_energy") }} as energy
        inner join last_days on energy.reading_on = last_days.date_on
        left join typical on energy.customer_id = typical.customer_id

    ),

    summed as (

        select
            customer_id,
            sum(case when days_ago < 7 then kwh end) as kwh_last_7d,
            sum(case when days_ago between 7 and 13 then kwh end) as kwh_prev_7d,
            sum(case when days_ago < 30 then kwh end) as kwh_last_30d,
            count(case when days_ago < 30 then kwh end) as kwh_days_30d,
            count_if(read_days_ago < 30) as read_days_30d,
            count_if(days_ago < 30 and kwh = 0) as zero_days_30d,
            count(case when is_ordinary then kwh end) as ordinary_days_60d,
            count(case when is_ordinary and is_low then 1 end) as low_days_60d,
            count(case when is_last_ordinary then kwh end) as ordinary_days_14d,
            avg(case when is_last_ordinary then kwh end) as ordinary_kwh_14d,
            min(reading_on) as first_reading_on,
            max(case when kwh is not null then reading_on end) as last_reading_on,
            max(case when kwh > 0 then reading_on end) as last_use_on
        from readings
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            kwh_last_7d,
            kwh_prev_7d,
            kwh_last_30d,
            read_days_30d,
            zero_days_30d,
            case
                when kwh_days_30d >= 15 then kwh_last_30d / kwh_days_30d
            end as daily_kwh_30d,
            case
                when ordinary_days_60d >= 20 then low_days_60d * 1.0 / ordinary_days_60d
            end as low_use_share_60d,
            case
                when ordinary_days_14d >= 7 then ordinary_kwh_14d
            end as ordinary_daily_kwh_14d,
            first_reading_on,
            last_reading_on,
            last_use_on
        from summed

    )

select *
from measured
