with

    source as (select * from {{ ref("stg_marketing__change_requests") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.request_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.kind,
            source.requested_on,
            source.completed_on,
            source.capacity_change_kva,
            source.scheme_replied_on,
            -- 供电营业规则, the kinds of 变更用电: what each does to capacity and supply
            case
                when source.kind in ('increase', 'decrease_restored')
                then 'more'
                when source.kind = 'decrease'
                then 'less'
            end as capacity_effect,
            case
                when source.kind in ('suspend', 'temporary_removal')
                then 'stops'
                when source.kind in ('resume', 'reinstall')
                then 'resumes'
            end as supply_effect,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
