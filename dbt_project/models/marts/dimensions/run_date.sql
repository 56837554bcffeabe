with

    deliveries as (select * from {{ ref("dim_delivery") }}),

    landed as (

        select
            coalesce(
                max(case when address = 'metering.daily_energy' then through_on end),
                max(through_on)
            ) as through_on
        from deliveries

    ),

    chosen as (

        -- the one place where the injected date enters
        select
            coalesce(
                cast(nullif('{{ asked("as_of") }}', '') as date), through_on
            ) as as_of
        from landed

    ),

    dated as (

        select
            as_of,
            cast(
                date_trunc('month', as_of + interval 1 day) - interval 1 day as date
            ) as month_end_on
        from chosen

    )

select *
from dated
