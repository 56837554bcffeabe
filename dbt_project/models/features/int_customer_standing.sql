with

    customers as (

        select * from {{ ref("dim_customer") }} where subject = 'power_customer'

    ),

    supply as (select * from {{ ref("dim_supply") }}),

    delivery as (

        select
            not {{ lacks("marketing.customers", ["importance_grade"]) }} as has_grades,
            not {{ lacks("marketing.meters", ["removed_on"]) }} as has_meters

    ),

    counted as (

        select
            customers.customer_id,
            customers.importance_grade,
            delivery.has_grades,
            case
                when customers.address is not null
                then count(*) over (partition by customers.address)
            end as accounts_at_address,
            case
                when customers.credit_code is not null
                then count(*) over (partition by customers.credit_code)
            end as accounts_of_firm,
            case when has_meters then supply.meter_count end as meters_hanging
        from customers
        cross join delivery
        left join supply on customers.customer_id = supply.customer_id

    )

select *
from counted
