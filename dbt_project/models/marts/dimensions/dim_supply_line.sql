with

    source as (select * from {{ ref("stg_marketing__supply_lines") }}),

    run as (select * from {{ ref("run_date") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    feeders as (

        select feeder_id, any_value(feeder_name order by transformer_id) as feeder_name
        from {{ ref("stg_gis__transformers") }}
        group by feeder_id

    ),

    in_service as (

        select
            source.supply_line_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.supply_point_id,
            source.role,
            source.feeder_id,
            feeders.feeder_name,
            source.voltage_level,
            source.capacity_kva,
            source.transfer_mode
        from source
        cross join run
        left join merges on source.customer_id = merges.account_id
        left join feeders on source.feeder_id = feeders.feeder_id
        where
            coalesce(source.energised_on, run.as_of) <= run.as_of
            and coalesce(source.closed_on > run.as_of, true)

    )

select *
from in_service
