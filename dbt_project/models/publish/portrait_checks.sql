with

    run as (select as_of from {{ ref("run_date") }}),

    equipment as (select * from {{ ref("fct_equipment") }}),

    checks as (

        select
            customer_id,
            'equipment' as kind,
            equipment_id as check_id,
            kind as about,
            cast(null as varchar) as result,
            commissioned_on as began_on,
            cast(null as date) as due_on,
            cast(null as date) as done_on,
            capacity_kva
        from equipment

        union all
        select
            defects.customer_id,
            'defect',
            defects.defect_id,
            equipment.kind,
            defects.severity,
            defects.found_on,
            defects.fix_due_on,
            defects.fixed_on,
            null
        from {{ ref("fct_defect") }} as defects
        left join equipment on defects.equipment_id = equipment.equipment_id

        union all
        select
            customer_id,
            'inspection',
            inspection_id,
            null,
            result,
            null,
            due_on,
            done_on,
            null
        from {{ ref("fct_inspection") }}

        union all
        select
            customer_id,
            'electrician',
            electrician_id,
            null,
            null,
            trained_on,
            valid_until,
            null,
            null
        from {{ ref("fct_training") }}

    ),

    -- what happened after the run date is not known on it
    known as (

        select
            checks.customer_id,
            checks.kind,
            checks.check_id,
            checks.about,
            case
                when checks.kind <> 'inspection' or checks.done_on <= run.as_of
                then checks.result
            end as result,
            checks.began_on,
            case
                when checks.kind = 'electrician' and checks.began_on > run.as_of
                then null
                else checks.due_on
            end as due_on,
            case when checks.done_on <= run.as_of then checks.done_on end as done_on,
            checks.capacity_kva
        from checks
        cross join run
        where
            coalesce(checks.began_on <= run.as_of, true)
            and coalesce(
                checks.kind <> 'inspection'
                or checks.due_on <= run.as_of + interval 30 day,
                true
            )
            and coalesce(checks.done_on, run.as_of)
            >= {{ window_of_months("run.as_of", 36) }}

    )

select *
from known
order by customer_id, kind, check_id
