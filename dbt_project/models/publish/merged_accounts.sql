with

    merges as (select * from {{ ref("fct_account_merge") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    held as (

        select merges.account_id, merges.customer_id
        from merges
        semi join customers on merges.customer_id = customers.customer_id

    )

select *
from held
order by account_id
