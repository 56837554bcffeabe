with

    prospect as (select * from {{ ref("int_prospect") }}),

    tagged as (

        select
            prospect.customer_id,

            case
                when application_channel = 'app'
                then 'app'
                when application_channel = 'phone'
                then 'phone'
                when application_channel in ('counter', 'agent')
                then 'visit'
                when platform_channel = 'wechat'
                then 'wechat'
                when platform_channel in ('app', 'website')
                then 'app'
            end as prospect_channel

        from prospect

    )

select *
from tagged
