with recursive

    customers as (select * from {{ ref("stg_marketing__customers") }}),

    -- a merger into the account itself or into one that was never delivered
    -- is not in force
    moved as (

        select customers.customer_id as account_id, into_accounts.customer_id
        from customers
        inner join
            customers as into_accounts
            on customers.merged_into_id = into_accounts.customer_id
        where customers.merged_into_id <> customers.customer_id

    ),

    walk as (

        select account_id, customer_id, 1 as hops
        from moved

        union all

        -- the limit ends a chain that bites its own tail
        select walk.account_id, moved.customer_id, walk.hops + 1
        from walk
        inner join moved on walk.customer_id = moved.account_id
        where walk.hops < 20

    ),

    survivors as (

        select walk.account_id, walk.customer_id
        from walk
        left join moved on walk.customer_id = moved.account_id
        where moved.account_id is null

    )

select *
from survivors
