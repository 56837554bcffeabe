with

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    placed as (

        select
            customers.customer_id,
            customers.district,
            supply.feeder_id,
            supply.feeder_name,
            customers.longitude,
            customers.latitude
        from customers
        left join supply on customers.customer_id = supply.customer_id

    )

select *
from placed
order by customer_id
