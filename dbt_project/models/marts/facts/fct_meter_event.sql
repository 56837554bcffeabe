with

    source as (select * from {{ ref("stg_metering__meter_events") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.event_id,
            source.meter_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.kind,
            source.occurred_at,
            source.ended_at,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
