with

    run_date as (select * from {{ ref("run_date") }}),
    applications as (select * from {{ ref("fct_connection_application") }}),

    -- a step dated after the run date has not happened yet on it
    known as (

        select
            'applicant:' || applications.applicant_id as customer_id,
            applications.application_id,
            applications.requested_capacity_kva,
            applications.channel,
            applications.accepted_on,
            case
                when applications.source_count >= 2
                then applications.accepted_on + interval 2 months
                else applications.accepted_on + interval 1 month
            end as scheme_due_on,
            case
                when applications.scheme_replied_on <= run_date.as_of
                then applications.scheme_replied_on
            end as scheme_replied_on,
            applications.surveyed_on <= run_date.as_of as is_surveyed,
            applications.construction_started_on <= run_date.as_of as is_building,
            applications.inspected_on <= run_date.as_of as is_inspected,
            applications.cancelled_on <= run_date.as_of as is_withdrawn,
            run_date.as_of,
            row_number() over (
                partition by applications.applicant_id
                order by applications.accepted_on desc, applications.application_id desc
            ) as newest

        from applications
        cross join run_date
        where applications.accepted_on <= run_date.as_of

    ),

    -- a scheme nobody began to build lapses after a year
    timed as (

        select
            customer_id,
            requested_capacity_kva,
            channel as application_channel,
            scheme_replied_on is not null as has_scheme,
            coalesce(is_surveyed, false) as is_surveyed,
            coalesce(is_building, false) as is_building,
            coalesce(is_inspected, false) as is_inspected,
            coalesce(is_withdrawn, false) as is_withdrawn,
            {{
                dbt.datediff(
                    "coalesce(scheme_replied_on, as_of)", "scheme_due_on", "day"
                )
            }} as scheme_days_left,
            not coalesce(is_building or is_inspected, false)
            and coalesce(
                scheme_replied_on + interval 1 year < as_of, false
            ) as is_scheme_lapsed

        from known
        where newest = 1

    )

select *
from timed
