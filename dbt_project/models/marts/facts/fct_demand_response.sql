with

    source as (select * from {{ ref("stg_marketing__demand_responses") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.call_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.called_on,
            source.starts_at,
            source.ends_at,
            source.baseline_kw,
            source.shed_kw,
            source.verified_on,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
