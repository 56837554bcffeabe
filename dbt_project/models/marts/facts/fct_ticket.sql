with

    source as (select * from {{ ref("stg_service_95598__tickets") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.ticket_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.kind,
            source.topic,
            source.channel,
            source.opened_at,
            source.closed_at,
            source.type_code,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
