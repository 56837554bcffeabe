with

    source as (select * from {{ ref("stg_marketing__change_requests") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.request_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.kind,
            source.requested_on,
            source.completed_on,
            source.capacity_change_kva,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
