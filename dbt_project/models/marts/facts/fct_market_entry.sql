with

    source as (select * from {{ ref("stg_marketing__market_entries") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.entry_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.registered_on,
            source.effective_on,
            source.kind,
            source.left_on,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
