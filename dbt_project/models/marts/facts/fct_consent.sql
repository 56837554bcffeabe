with

    source as (select * from {{ ref("stg_marketing__consents") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.purpose,
            source.is_granted,
            source.recorded_at,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
