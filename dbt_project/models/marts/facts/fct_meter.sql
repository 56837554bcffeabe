with

    source as (select * from {{ ref("stg_marketing__meters") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.meter_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.installed_on,
            source.removed_on,
            source.multiplier,
            source.metering_point_id,
            source.terminal_id,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
