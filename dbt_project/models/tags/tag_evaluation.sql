with

    evaluation as (select * from {{ ref("int_customer_evaluation") }}),
    profile as (select * from {{ ref("int_customer_profile") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    value as (select * from {{ ref("int_customer_value") }}),
    recovery as (select * from {{ ref("ml_fee_recovery") }}),
    market as (select * from {{ ref("int_customer_market") }}),
    switching as (select * from {{ ref("ml_market_switch") }}),
    shedding as (select * from {{ ref("ml_demand_response") }}),

    tagged as (

        select
            evaluation.customer_id,

            case
                when credit_points is null
                then null
                when credit_points >= 98
                then 'AAA'
                when credit_points >= 90
                then 'AA'
                when credit_points >= 75
                then 'A'
                when credit_points >= 55
                then 'B'
                else 'C'
            end as credit_grade,

            case
                when value_rank is null or default_chance is null
                then null
                when value_rank < 0.20 and default_chance >= 0.12
                then 'protect'
                when value_rank < 0.20
                then 'keep'
                when default_chance >= 0.12
                then 'watch'
                else 'grow'
            end as value_risk,

            case
                when findings is null
                then null
                when grave_findings > 0
                then 'treat_now'
                when findings > 0
                then 'attention'
                when inspections_done is null
                then null
                when inspections_done = 0
                then 'not_examined'
                else 'healthy'
            end as health_grade,

            case
                when not has_record and value_rank is null
                then null
                when important_category is not null or value_rank < 0.01
                then 'key_account'
                when not has_service_classes
                then null
                when hardship_category is not null
                then 'care'
                when value_rank < 0.05 or transformer_ownership = 'dedicated'
                then 'enhanced'
                when value_rank is null and transformer_ownership is null
                then null
                else 'standard'
            end as service_class,

            case
                when tariff_category in ('residential', 'agricultural')
                then 'not_eligible'
                when is_in_market
                then 'in_market'
                when is_registered and not is_in_market
                then 'entering'
                when switch_chance >= 0.20
                then 'high'
                when switch_chance >= 0.05
                then 'medium'
                when switch_chance < 0.05
                then 'low'
            end as switch_risk,

            case
                when sheddable_peak_share >= 0.20
                then 'high'
                when sheddable_peak_share >= 0.05
                then 'medium'
                when sheddable_peak_share < 0.05
                then 'low'
            end as dsm_potential

        from evaluation
        left join profile on evaluation.customer_id = profile.customer_id
        left join supply on evaluation.customer_id = supply.customer_id
        left join value on evaluation.customer_id = value.customer_id
        left join recovery on evaluation.customer_id = recovery.customer_id
        left join market on evaluation.customer_id = market.customer_id
        left join switching on evaluation.customer_id = switching.customer_id
        left join shedding on evaluation.customer_id = shedding.customer_id

    )

select *
from tagged
