with

    run as (select * from {{ ref("run_date") }}),

    recent as (select * from {{ ref("int_customer_usage_recent") }}),

    -- complete months only: the month of as_of may hold later days
    earlier as (

        select
            customer_id,
            min(first_reading_on) as first_reading_on,
            max(last_reading_on) as last_reading_on,
            max(last_use_on) as last_use_on
        from {{ ref("fct_monthly_energy") }}
        cross join run
        where month_on <= month_end_on
        group by customer_id

    ),

    dated as (

        select
            customer_id,
            {{ least_known(["earlier.first_reading_on", "recent.first_reading_on"]) }}
            as first_on,
            coalesce(recent.last_reading_on, earlier.last_reading_on) as last_on,
            coalesce(recent.last_use_on, earlier.last_use_on) as last_use_on,
            coalesce(recent.read_days_30d, 0) as read_days_30d
        from earlier
        full join recent using (customer_id)

    ),

    delivery as (select * from {{ ref("int_delivery") }}),

    measured as (

        select
            customer_id,
            first_on as first_reading_on,
            last_on as last_reading_on,
            {{ dbt.datediff("first_on", "run.as_of", "day") }} + 1 as days_of_history,
            -- a newcomer is measured over the days it has had
            case
                when has_reads and first_on <= run.as_of - interval 6 day
                then
                    read_days_30d
                    / {{
                        clamp(
                            "("
                            ~ dbt.datediff("first_on", "run.as_of", "day")
                            ~ " + 1.0)",
                            high=30,
                        )
                    }}
            end as reading_share_30d,
            -- the days up to the last reading on which nothing was used
            {{
                dbt.datediff(
                    "coalesce(last_use_on, first_on - interval 1 day)",
                    "last_on",
                    "day",
                )
            }} as zero_run_days
        from dated
        cross join run
        cross join delivery

    )

select *
from measured
