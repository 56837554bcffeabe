with

    run_date as (select * from {{ ref("run_date") }}),
    repairs as (select * from {{ ref("fct_repair") }}),

    -- a crew that has not arrived by the end of the run date is still on its way
    recent as (

        select
            repairs.customer_id,
            case
                when cast(repairs.crew_arrived_at as date) <= run_date.as_of
                then repairs.arrival_minutes
                when coalesce(cast(repairs.restored_at as date) > run_date.as_of, true)
                then
                    {{
                        dbt.datediff(
                            "repairs.hung_up_at",
                            "(run_date.as_of + interval 1 day)",
                            "second",
                        )
                    }} / 60.0
            end as arrival_minutes

        from repairs
        cross join run_date
        where
            repairs.customer_id is not null
            and cast(repairs.hung_up_at as date) <= run_date.as_of
            and (
                repairs.hung_up_at >= {{ window_of_months("run_date.as_of", 12) }}
                -- whoever still waits for a crew does not drop out of the year
                or coalesce(
                    {{
                        least_known(
                            ["repairs.crew_arrived_at", "repairs.restored_at"]
                        )
                    }} >= run_date.as_of + interval 1 day, true
                )
            )

    ),

    counted as (

        select
            customer_id,
            count(*) as repairs_12m,
            max(arrival_minutes) as slowest_arrival_minutes_12m

        from recent
        group by customer_id

    )

select *
from counted
