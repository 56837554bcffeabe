with

    households as (

        select customer_id
        from {{ ref("dim_customer") }}
        where customer_type = 'household' and subject = 'power_customer'

    ),

    days as (select * from {{ ref("int_day_valley") }}),

    nights as (

        select energy.customer_id, 'valley' as origin, energy.valley_kwh as night_kwh
        from {{ ref("fct_daily_energy") }} as energy
        inner join days on energy.reading_on = days.date_on
        inner join households on energy.customer_id = households.customer_id
        where
            is_valley_at_night
            and valley_kwh is not null
            and not coalesce(is_estimated, false)
        union all
        -- from midnight to eight, where three quarters of it were read
        select curves.customer_id, 'curve', list_avg(curves.power_kw[1:32]) * 8
        from {{ ref("fct_load_curve") }} as curves
        inner join days on curves.curve_on = days.date_on
        inner join households on curves.customer_id = households.customer_id
        where list_count(curves.power_kw[1:32]) >= 0.75 * 32

    ),

    means as (

        select customer_id, origin, {{ rounded("avg(night_kwh)") }} as mean_night_kwh
        from nights
        group by customer_id, origin

    ),

    -- A car is charged on some nights and not on others: the nights up to the mean are
    -- those without, whatever else the house uses then.
    ordinary as (

        select
            customer_id, origin, {{ rounded("avg(night_kwh)") }} as ordinary_night_kwh
        from nights
        inner join means using (customer_id, origin)
        -- a watt-hour, so that equal nights are never above their mean by a last digit
        where night_kwh <= mean_night_kwh + 0.001
        group by customer_id, origin

    ),

    counted as (

        select
            customer_id,
            origin,
            count(*) as nights,
            max(ordinary_night_kwh) as ordinary_night_kwh,
            -- 5 kWh carry a car 30 km; and what doubles a night is no heating or
            -- cooling
            avg(
                cast(night_kwh >= ordinary_night_kwh + 5 as integer)
                * cast(night_kwh >= ordinary_night_kwh * 2 as integer)
            ) as surge_share
        from nights
        inner join ordinary using (customer_id, origin)
        group by customer_id, origin

    ),

    -- a curve a day tells most, sampled curves least
    measured as (

        select
            customer_id,
            nights as nights_90d,
            round(ordinary_night_kwh, 3) as ordinary_night_kwh,
            case when nights >= 8 then surge_share end as night_surge_share_90d
        from counted
        qualify
            row_number() over (
                partition by customer_id
                order by
                    nights >= 30 desc,
                    case when nights >= 30 then origin end,
                    nights desc,
                    origin
            )
            = 1

    )

select *
from measured
