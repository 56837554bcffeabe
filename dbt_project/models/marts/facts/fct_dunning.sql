with

    source as (select * from {{ ref("stg_marketing__dunning") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.dunning_id,
            source.bill_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.stage,
            source.channel,
            source.dunned_on,
            source.is_cut_off,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
