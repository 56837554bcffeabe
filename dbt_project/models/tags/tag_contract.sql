with

    supply as (select * from {{ ref("dim_supply") }}),
    profile as (select * from {{ ref("int_customer_profile") }}),
    standards as (select * from {{ ref("int_customer_power_factor_standard") }}),
    market as (select * from {{ ref("int_customer_market") }}),
    freed as (select * from {{ ref("int_customer_free_energy") }}),

    tagged as (

        select
            supply.customer_id,

            supply.pricing as tariff_parts,

            case
                when supply.pricing = 'single_part'
                then 'not_two_part'
                when supply.pricing = 'two_part'
                then basic_charge_by
            end as basic_charge_basis,

            case
                when tariff_category = 'residential'
                then 'no_standard'
                when standards.power_factor_standard >= 0.90
                then 'std_90'
                when standards.power_factor_standard >= 0.85
                then 'std_85'
                when standards.power_factor_standard < 0.85
                then 'std_80'
                when capacity_kva is not null and tariff_category is not null
                then 'no_standard'
            end as power_factor_rule,

            case
                when tariff_category in ('residential', 'agricultural')
                then 'guaranteed'
                when tariff_category is null
                then null
                when seller = 'retailer'
                then 'retail'
                when seller = 'generator'
                then 'wholesale'
                when not is_in_market
                then 'agency'
            end as purchase_mode,

            case
                when tariff_category <> 'residential'
                then 'not_residential'
                when tariff_category = 'residential'
                then resident_use
            end as residential_price,

            case
                when tariff_category is null
                then null
                when tariff_category <> 'residential'
                then 'not_entitled'
                when not has_record or not has_hardship
                then null
                when hardship_category is null
                then 'not_entitled'
                when hardship_category <> 'low_income'
                then 'not_entitled'
                when
                    tariff_category = 'residential'
                    and hardship_category = 'low_income'
                    and free_bills_12m > 0
                then 'granted'
                when
                    tariff_category = 'residential'
                    and hardship_category = 'low_income'
                    and free_bills_12m = 0
                then 'not_granted'
            end as free_energy

        from supply
        left join profile on supply.customer_id = profile.customer_id
        left join standards on supply.customer_id = standards.customer_id
        left join market on supply.customer_id = market.customer_id
        left join freed on supply.customer_id = freed.customer_id

    )

select *
from tagged
