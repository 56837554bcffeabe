with

    source as (select * from {{ ref("stg_marketing__payments") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.payment_id,
            source.bill_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.paid_on,
            source.amount_yuan,
            source.channel,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
