with

    source as (select * from {{ ref("stg_marketing__prepaid_balances") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.balance_on,
            source.balance_yuan,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
