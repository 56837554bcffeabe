with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    equipment as (select * from {{ ref("fct_equipment") }}),
    training as (select * from {{ ref("fct_training") }}),
    defect as (select * from {{ ref("int_customer_defect") }}),
    inspection as (select * from {{ ref("int_customer_inspection") }}),

    delivery as (

        select
            {{ delivered("marketing.equipment") }} as has_equipment,
            {{ delivered("marketing.defects", ["fix_due_on", "fixed_on"]) }}
            as has_defects,
            {{ delivered("marketing.inspections", ["done_on"]) }} as has_inspections,
            {{
                delivered(
                    "marketing.electrician_training", ["trained_on", "valid_until"]
                )
            }} as has_training

    ),

    owned as (

        select
            equipment.customer_id,
            count(*) as pieces,
            min(equipment.commissioned_on) as oldest_commissioned_on

        from equipment
        cross join run_date
        where coalesce(equipment.commissioned_on, run_date.as_of) <= run_date.as_of
        group by equipment.customer_id

    ),

    trained as (

        select
            training.customer_id,
            count(*) as electricians,
            max(
                case
                    when training.trained_on <= run_date.as_of then training.valid_until
                end
            ) as permit_until_on,
            count_if(
                not coalesce(
                    training.trained_on <= run_date.as_of
                    and training.valid_until >= run_date.as_of,
                    false
                )
            ) as electricians_without_permit

        from training
        cross join run_date
        group by training.customer_id

    ),

    joined as (

        select
            customers.customer_id,
            case when has_equipment then coalesce(pieces, 0) end as equipment_pieces,
            {{ years_between("owned.oldest_commissioned_on", "run_date.as_of") }}
            as oldest_equipment_years,
            case when has_defects then coalesce(open_defects, 0) end as open_defects,
            case when has_defects then coalesce(major_defects, 0) end as major_defects,
            case
                when has_defects then coalesce(overdue_defects, 0)
            end as overdue_defects,
            case when has_inspections then coalesce(inspections, 0) end as inspections,
            case
                when has_inspections then coalesce(inspections_done, 0)
            end as inspections_done,
            case
                when has_inspections then inspection_days_left
            end as inspection_days_left,
            case when has_training then coalesce(electricians, 0) end as electricians,
            case
                when has_training then coalesce(electricians_without_permit, 0)
            end as electricians_without_permit,
            {{ dbt.datediff("run_date.as_of", "trained.permit_until_on", "day") }}
            as permit_days_left

        from customers
        cross join run_date
        cross join delivery
        left join owned on customers.customer_id = owned.customer_id
        left join defect on customers.customer_id = defect.customer_id
        left join inspection on customers.customer_id = inspection.customer_id
        left join trained on customers.customer_id = trained.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
