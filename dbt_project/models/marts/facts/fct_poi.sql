with

    source as (select * from {{ ref("stg_outside__poi") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.poi_id,
            source.poi_name,
            source.category,
            source.longitude,
            source.latitude,
            source.district,
            source.area_type,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
