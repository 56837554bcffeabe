with

    source as (select * from {{ ref("stg_marketing__enrolments") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.enrolment_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.kind,
            source.valid_from,
            source.valid_to,
            source.amount,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
