with recursive

    customers as (select * from {{ ref("stg_marketing__customers") }}),

    walk as (

        select customer_id as account_id, merged_into_id as customer_id, 1 as hops
        from customers
        where merged_into_id is not null

        union all

        -- the limit ends a chain that bites its own tail
        select walk.account_id, customers.merged_into_id, walk.hops + 1
        from walk
        inner join customers on walk.customer_id = customers.customer_id
        where customers.merged_into_id is not null and walk.hops < 20

    ),

    -- an account that is merged into none of the file stays itself
    survivors as (

        select walk.account_id, walk.customer_id
        from walk
        inner join customers on walk.customer_id = customers.customer_id
        where customers.merged_into_id is null

    )

select *
from survivors
