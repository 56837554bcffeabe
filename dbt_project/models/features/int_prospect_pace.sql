with

    run_date as (select * from {{ ref("run_date") }}),

    -- a step dated after the run date has not happened yet on it
    known as (

        select
            'applicant:' || applications.applicant_id as customer_id,
            applications.requested_capacity_kva,
            applications.channel,
            applications.source_count,
            applications.accepted_on,
            run_date.as_of,
            case
                when applications.surveyed_on <= run_date.as_of
                then applications.surveyed_on
            end as surveyed_on,
            case
                when applications.scheme_replied_on <= run_date.as_of
                then applications.scheme_replied_on
            end as scheme_replied_on,
            case
                when applications.construction_started_on <= run_date.as_of
                then applications.construction_started_on
            end as building_on,
            case
                when applications.inspected_on <= run_date.as_of
                then applications.inspected_on
            end as inspected_on,
            coalesce(
                applications.cancelled_on <= run_date.as_of, false
            ) as is_withdrawn,
            {{ least_known(["applications.cancelled_on", "run_date.as_of"]) }}
            as lasts_until_on,
            row_number() over (
                partition by applications.applicant_id
                order by applications.accepted_on desc, applications.application_id desc
            ) as newest
        from {{ ref("fct_connection_application") }} as applications
        cross join run_date
        where applications.accepted_on <= run_date.as_of

    ),

    stepped as (

        select
            *,
            (surveyed_on is not null)::integer
            + (scheme_replied_on is not null)::integer
            + (building_on is not null)::integer
            + (inspected_on is not null)::integer as steps_done,
            {{
                greatest_known(
                    [
                        "accepted_on",
                        "surveyed_on",
                        "scheme_replied_on",
                        "building_on",
                        "inspected_on",
                    ]
                )
            }} as last_step_on
        from known
        where newest = 1

    ),

    paced as (

        select
            customer_id,
            requested_capacity_kva,
            channel in ('app', 'agent') as is_prepared,
            source_count,
            is_withdrawn,
            steps_done,
            {{ dbt.datediff("accepted_on", "as_of", "day") }} as days_since_accepted,
            {{ dbt.datediff("last_step_on", "as_of", "day") }} as days_in_step,
            -- the step under way takes at least as long as it has
            {{
                greatest_known(
                    [
                        dbt.datediff("accepted_on", "last_step_on", "day")
                        ~ " / nullif(steps_done, 0)",
                        dbt.datediff("accepted_on", "lasts_until_on", "day")
                        ~ " / (steps_done + 1)",
                    ]
                )
            }} as days_a_step
        from stepped

    )

select *
from paced
