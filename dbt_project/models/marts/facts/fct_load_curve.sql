with

    source as (select * from {{ ref("stg_metering__load_curves") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.curve_on,
            source.power_kw,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
