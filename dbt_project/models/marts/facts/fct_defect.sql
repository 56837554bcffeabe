with

    source as (select * from {{ ref("stg_marketing__defects") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.defect_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.equipment_id,
            source.severity,
            source.found_on,
            source.fix_due_on,
            source.fixed_on,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
