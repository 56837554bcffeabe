with

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    usage as (select * from {{ ref("int_customer_usage") }}),

    payment as (select * from {{ ref("int_customer_payment") }}),

    recovery as (select * from {{ ref("ml_fee_recovery") }}),

    joined as (

        select
            customers.customer_id,
            customers.subject,
            customers.origin,
            customers.customer_name,
            customers.customer_type,
            customers.district,
            customers.address,
            customers.phone,
            customers.industry_section,
            customers.area_type,
            customers.opened_on,
            customers.closed_on,
            supply.tariff_category,
            supply.voltage_level,
            supply.contract_capacity_kva,
            customers.manager_name,
            usage.annual_kwh,
            payment.amount_yuan_12m,
            recovery.default_chance,
            recovery.model_id
        from customers
        left join supply on customers.customer_id = supply.customer_id
        left join usage on customers.customer_id = usage.customer_id
        left join payment on customers.customer_id = payment.customer_id
        left join recovery on customers.customer_id = recovery.customer_id

    )

select *
from joined
order by customer_id
