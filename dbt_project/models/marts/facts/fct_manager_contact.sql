with

    source as (select * from {{ ref("stg_marketing__manager_contacts") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.contact_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.manager_id,
            source.contacted_at,
            source.channel,
            source.purpose,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
