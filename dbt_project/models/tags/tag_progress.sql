with

    prospect as (select * from {{ ref("int_prospect") }}),

    tagged as (

        select
            prospect.customer_id,

            case
                when has_application is null
                then null
                when not has_application
                then 'none'
                when is_withdrawn
                then 'withdrawn'
                when is_scheme_lapsed
                then 'lapsed'
                when is_inspected
                then 'inspected'
                when is_building
                then 'building'
                when has_scheme
                then 'scheme_replied'
                when is_surveyed
                then 'surveyed'
                else 'accepted'
            end as application_stage,

            case
                when has_application is null
                then null
                when not has_application or is_withdrawn
                then 'not_applicable'
                when is_scheme_lapsed
                then 'lapsed'
                when scheme_days_left < 0
                then 'overdue'
                when scheme_days_left <= 7 and not has_scheme
                then 'due_7d'
                else 'within'
            end as scheme_deadline

        from prospect

    )

select *
from tagged
