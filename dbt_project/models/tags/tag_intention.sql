with

    prospect as (select * from {{ ref("int_prospect") }}),
    conversion as (select * from {{ ref("ml_conversion") }}),

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
            end as prospect_channel,

            case
                when conversion_chance >= 0.5
                then 'high'
                when conversion_chance >= 0.2
                then 'medium'
                when conversion_chance < 0.2
                then 'low'
            end as conversion_likelihood

        from prospect
        left join conversion on prospect.customer_id = conversion.customer_id

    )

select *
from tagged
