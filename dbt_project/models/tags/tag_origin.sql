with

    prospect as (select * from {{ ref("int_prospect") }}),

    tagged as (

        select
            prospect.customer_id,

            prospect.origin as origin,

            prospect.industry_section as prospect_industry,

            case
                when requested_capacity_kva is null
                then null
                when requested_capacity_kva < 8
                then 'lt_8'
                when requested_capacity_kva < 50
                then 'from_8_to_50'
                when requested_capacity_kva < 100
                then 'from_50_to_100'
                when requested_capacity_kva < 315
                then 'from_100_to_315'
                when requested_capacity_kva < 1000
                then 'from_315_to_1000'
                else 'ge_1000'
            end as prospect_size,

            prospect.area_type as prospect_area

        from prospect

    )

select *
from tagged
