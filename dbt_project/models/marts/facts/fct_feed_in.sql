with

    source as (select * from {{ ref("stg_marketing__feed_in_settlements") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.settlement_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.fed_in_month,
            source.settled_on,
            source.fed_in_kwh,
            source.amount_yuan,
            source.paid_on,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
