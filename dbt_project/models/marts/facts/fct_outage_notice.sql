with

    source as (select * from {{ ref("stg_service_95598__outage_notices") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.notice_id,
            source.outage_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.channel,
            source.sent_at,
            source.received_at,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
