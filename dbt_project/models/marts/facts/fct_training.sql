with

    source as (select * from {{ ref("stg_marketing__electrician_training") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.electrician_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.trained_on,
            source.valid_until,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
