with

    payment as (select * from {{ ref("int_customer_payment") }}),
    credit as (select * from {{ ref("int_customer_credit") }}),
    equipment as (select * from {{ ref("int_customer_equipment") }}),
    service as (select * from {{ ref("int_customer_service") }}),

    delivery as (select * from {{ ref("int_delivery") }}),

    -- out of 100; what a customer did here weighs more than what others say
    scored as (

        select
            payment.customer_id,
            case
                when payment.late_bill_share_12m is not null and has_deductions
                then
                    100
                    - 40 * payment.late_bill_share_12m
                    - 30 * {{ clamp("coalesce(payment.unpaid_share, 0)", high=1) }}
                    - 5 * {{ clamp("payment.arrears_episodes_12m", high=4) }}
                    - 10 * {{ clamp("coalesce(payment.cut_offs_12m, 0)", high=2) }}
                    - 10 * {{ clamp("coalesce(credit.court_listings, 0)", high=1) }}
                    - 20 * {{ clamp("coalesce(credit.dishonest_listings, 0)", high=1) }}
                    - case
                        when credit.register_state in ('cancelled', 'revoked')
                        then 20
                        when credit.register_state = 'abnormal'
                        then 10
                        else 0
                    end
                    - case credit.tax_grade when 'D' then 10 when 'C' then 5 else 0 end
            end as points,

            -- findings of the health check, each a yes or a no
            equipment.major_defects + equipment.overdue_defects as grave_findings,
            case when has_findings then equipment.open_defects end
            + case when equipment.inspection_days_left < 0 then 1 else 0 end
            + case when equipment.electricians_without_permit > 0 then 1 else 0 end
            + case
                when service.voltage_qualified_share_3m < 0.95 then 1 else 0
            end as findings,
            equipment.inspections_done

        from payment
        cross join delivery
        left join credit on payment.customer_id = credit.customer_id
        left join equipment on payment.customer_id = equipment.customer_id
        left join service on payment.customer_id = service.customer_id

    ),

    bounded as (

        select
            customer_id,
            {{ clamp("points", low=0) }} as credit_points,
            grave_findings,
            findings,
            inspections_done
        from scored

    )

select *
from bounded
