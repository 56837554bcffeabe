with

    source as (select * from {{ ref("stg_marketing__inspections") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.inspection_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.due_on,
            source.done_on,
            source.result,
            source.kind,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
