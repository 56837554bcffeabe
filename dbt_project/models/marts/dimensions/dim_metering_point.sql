with

    source as (select * from {{ ref("stg_marketing__metering_points") }}),

    run as (select * from {{ ref("run_date") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.metering_point_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.supply_point_id,
            source.parent_id,
            source.purpose,
            source.metering_mode,
            source.ct_ratio,
            source.vt_ratio,
            source.ct_ratio * source.vt_ratio as multiplier,
            coalesce(source.closed_on <= run.as_of, false) as is_closed
        from source
        cross join run
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
