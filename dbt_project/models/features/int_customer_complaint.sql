with

    run_date as (select * from {{ ref("run_date") }}),
    complaints as (select * from {{ ref("fct_complaint") }}),

    counted as (

        select
            complaints.customer_id,
            sum(
                case
                    when
                        complaints.opened_at
                        >= {{ window_of_months("run_date.as_of", 12) }}
                    then 1
                    else 0
                end
            ) as complaints_12m,
            -- resolved after the run date is unresolved on it
            sum(
                case
                    when
                        coalesce(
                            cast(complaints.resolved_at as date) > run_date.as_of, true
                        )
                    then 1
                    else 0
                end
            ) as open_complaints

        from complaints
        cross join run_date
        where
            complaints.customer_id is not null
            and cast(complaints.opened_at as date) <= run_date.as_of
        group by complaints.customer_id

    )

select *
from counted
