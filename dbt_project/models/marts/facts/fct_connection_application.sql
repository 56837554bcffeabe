with

    source as (select * from {{ ref("stg_marketing__connection_applications") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.application_id,
            source.applicant_id,
            source.applicant_name,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.district,
            source.phone,
            source.requested_capacity_kva,
            source.source_count,
            source.industry_code,
            source.area_type,
            source.channel,
            source.accepted_on,
            source.surveyed_on,
            source.scheme_replied_on,
            source.construction_started_on,
            source.inspected_on,
            source.energised_on,
            source.cancelled_on,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
