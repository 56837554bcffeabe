with

    inclination as (select * from {{ ref("int_customer_inclination") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    usage as (select * from {{ ref("int_customer_usage") }}),

    tagged as (

        select
            inclination.customer_id,

            case
                when
                    green_accepted_24m > 0
                    or pv_mode in ('full_feed_in', 'self_use_surplus')
                then 'active'
                when not has_green_signs
                then null
                when charges_12m > 0
                then 'open'
                when campaigns_24m is not null
                then 'none_seen'
            end as green_interest,

            case
                when saving_accepted_24m > 0
                then 'active'
                when not has_saving_signs
                then null
                when
                    saving_talks_24m > 0
                    or (is_time_of_use and valley_share_12m >= 0.45)
                then 'open'
                when campaigns_24m is not null
                then 'none_seen'
            end as saving_interest,

            case
                when campaigns_24m is null
                then null
                when campaigns_24m = 0
                then 'never_asked'
                when accepted_24m > 0
                then 'responsive'
                when refused_24m > 0
                then 'refused'
                else 'passive'
            end as campaign_response

        from inclination
        left join supply on inclination.customer_id = supply.customer_id
        left join usage on inclination.customer_id = usage.customer_id

    )

select *
from tagged
