with

    source as (select * from {{ ref("stg_metering__sensed_outages") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.started_at,
            source.ended_at,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
