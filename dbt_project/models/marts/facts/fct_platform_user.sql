with

    source as (select * from {{ ref("stg_outside__platform_users") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.user_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.district,
            source.registered_on,
            source.last_active_on,
            source.active_days_30d,
            source.channel,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
