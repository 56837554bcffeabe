with

    run as (select * from {{ ref("run_date") }}),

    hours as (

        select
            *,
            coalesce(valid_to, date '9999-12-31') as valid_through,
            string_split(months, ' ') as in_months
        from {{ ref("tariff_hours") }}
        where tariff_category = 'residential' and period = 'valley'

    ),

    days as (

        select date_on, cast(extract(month from date_on) as varchar) as in_month
        from {{ ref("dim_date") }}
        cross join run
        where date_on <= as_of and date_on >= {{ window_of_days("as_of", 90) }}

    ),

    judged as (

        select
            days.date_on,
            coalesce(
                bool_and(hours.from_hour >= 20 or hours.to_hour <= 8), false
            ) as is_valley_at_night
        from days
        left join
            hours
            on list_contains(hours.in_months, days.in_month)
            and days.date_on between hours.valid_from and hours.valid_through
        group by days.date_on

    )

select *
from judged
