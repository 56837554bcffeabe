with

    preference as (select * from {{ ref("int_customer_preference") }}),

    tagged as (

        select
            preference.customer_id,

            preference.leading_channel as contact_channel,

            case
                when timed_contacts is null or timed_contacts < 2
                then null
                when morning_share > 0.5
                then 'morning'
                when afternoon_share > 0.5
                then 'afternoon'
                when evening_share > 0.5
                then 'evening'
                else 'any'
            end as contact_time,

            case
                when digital_acts is null or digital_acts + assisted_acts < 3
                then null
                when digital_acts >= 0.7 * (digital_acts + assisted_acts)
                then 'digital'
                when digital_acts <= 0.3 * (digital_acts + assisted_acts)
                then 'assisted'
                when digital_acts + assisted_acts >= 3
                then 'mixed'
            end as self_service

        from preference

    )

select *
from tagged
