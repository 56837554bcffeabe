with

    run_date as (select * from {{ ref("run_date") }}),
    defects as (select * from {{ ref("fct_defect") }}),

    -- repaired after the run date is still open on it
    counted as (

        select
            defects.customer_id,
            count(*) as open_defects,
            sum(
                case when defects.severity = 'major' then 1 else 0 end
            ) as major_defects,
            sum(
                case when defects.fix_due_on < run_date.as_of then 1 else 0 end
            ) as overdue_defects

        from defects
        cross join run_date
        where
            defects.found_on <= run_date.as_of
            and coalesce(defects.fixed_on > run_date.as_of, true)
        group by defects.customer_id

    )

select *
from counted
