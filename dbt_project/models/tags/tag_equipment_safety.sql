with

    equipment as (select * from {{ ref("int_customer_equipment") }}),

    tagged as (

        select
            equipment.customer_id,

            case
                when equipment_pieces = 0
                then 'no_equipment'
                when oldest_equipment_years is null
                then null
                when oldest_equipment_years < 5
                then 'lt_5y'
                when oldest_equipment_years < 15
                then '5_15y'
                else 'ge_15y'
            end as equipment_age_band,

            case
                when open_defects is null
                then null
                when overdue_defects > 0
                then 'overdue'
                when major_defects > 0
                then 'open_major'
                when open_defects > 0
                then 'open_minor'
                else 'none'
            end as defect_status,

            case
                when inspections is null
                then null
                when inspections = 0
                then 'not_scheduled'
                when inspection_days_left < 0
                then 'overdue'
                when inspection_days_left <= 30
                then 'due_30d'
                else 'ok'
            end as inspection_due,

            case
                when electricians is null
                then null
                when electricians = 0
                then 'not_required'
                when permit_days_left is null
                then 'never'
                when permit_days_left < 0
                then 'lapsed'
                else 'trained'
            end as electrician_training

        from equipment

    )

select *
from tagged
