with

    run_date as (select * from {{ ref("run_date") }}),
    inspections as (select * from {{ ref("fct_inspection") }}),

    -- the plan of the next 30 days is known on the run date, what it found is not
    planned as (

        select
            inspections.customer_id,
            inspections.due_on,
            inspections.done_on <= run_date.as_of as is_done,
            run_date.as_of

        from inspections
        cross join run_date
        where
            inspections.due_on <= run_date.as_of + interval 30 days
            -- only the periodic ones are due; the others are made when they are made
            and coalesce(inspections.kind, 'routine') = 'routine'

    ),

    counted as (

        select
            customer_id,
            count(*) as inspections,
            count_if(coalesce(is_done, false)) as inspections_done,
            {{
                dbt.datediff(
                    "max(as_of)",
                    "min(case when not coalesce(is_done, false) then due_on end)",
                    "day",
                )
            }} as inspection_days_left

        from planned
        group by customer_id

    )

select *
from counted
