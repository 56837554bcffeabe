with

    supply_points as (select * from {{ ref("stg_marketing__supply_points") }}),

    transformers as (select * from {{ ref("stg_gis__transformers") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    connected as (

        select distinct
            coalesce(merges.customer_id, supply_points.customer_id) as customer_id,
            supply_points.transformer_id,
            transformers.feeder_id,
            supply_points.energised_on,
            supply_points.closed_on
        from supply_points
        left join
            transformers on supply_points.transformer_id = transformers.transformer_id
        left join merges on supply_points.customer_id = merges.account_id
        where supply_points.transformer_id is not null

    )

select *
from connected
