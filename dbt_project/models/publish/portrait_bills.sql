with

    run as (select * from {{ ref("run_date") }}),

    issued as (

        select
            bills.*,
            row_number() over (
                partition by customer_id
                order by bill_month desc, issued_on desc, bill_id desc
            ) as recency
        from {{ ref("fct_bill") }} as bills
        inner join run on bills.issued_on <= run.as_of

    ),

    bills as (select * from issued where recency <= 24),

    paid as (

        select
            payments.bill_id,
            sum(payments.amount_yuan) as paid_yuan,
            max(
                case when payments.amount_yuan > 0 then payments.paid_on end
            ) as last_paid_on
        from {{ ref("fct_payment") }} as payments
        inner join run on payments.paid_on <= run.as_of
        group by payments.bill_id

    ),

    settled as (

        select
            bills.customer_id,
            bills.bill_id,
            bills.bill_month,
            bills.issued_on,
            bills.due_on,
            bills.energy_kwh,
            bills.peak_kwh,
            bills.valley_kwh,
            bills.amount_yuan,
            bills.power_factor,
            bills.power_factor_yuan,
            bills.max_demand_kw,
            bills.sharp_kwh,
            bills.deep_valley_kwh,
            bills.basic_charge_yuan,
            bills.tier_yuan,
            bills.free_yuan,
            bills.correction_yuan,
            bills.correction_kwh,
            bills.correction_reason,
            bills.corrects_from,
            bills.corrects_through,
            -- without any payments delivered nobody knows what was paid
            case
                when {{ delivered("marketing.payments") }}
                then cast(coalesce(paid.paid_yuan, 0) as decimal(18, 2))
            end as paid_yuan,
            paid.last_paid_on
        from bills
        left join paid on bills.bill_id = paid.bill_id

    )

select *
from settled
order by customer_id, bill_month desc, issued_on desc, bill_id desc
