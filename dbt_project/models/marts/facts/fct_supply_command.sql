with

    source as (select * from {{ ref("stg_marketing__supply_commands") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.command_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.action,
            source.reason,
            source.commanded_at,
            source.done_at,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
