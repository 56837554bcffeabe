with

    source as (select * from {{ ref("stg_marketing__equipment") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.equipment_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.kind,
            source.commissioned_on,
            source.capacity_kva,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
