with

    prospect as (select * from {{ ref("int_prospect") }}),

    tagged as (

        select
            prospect.customer_id,

            case
                when platform_users is null
                then null
                when platform_users = 0
                then 'not_a_user'
                when days_since_active is null
                then null
                when days_since_active > 180
                then 'dormant'
                when days_since_active > 60
                then 'occasional'
                when active_days_30d is null
                then null
                when days_since_active <= 60 and active_days_30d >= 4
                then 'active'
                else 'occasional'
            end as platform_activity,

            case
                when charges_90d is null
                then null
                when charges_90d >= 6
                then 'frequent'
                when charges_12m > 0
                then 'occasional'
                else 'none'
            end as charging_activity

        from prospect

    )

select *
from tagged
