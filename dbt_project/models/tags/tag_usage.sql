with

    usage as (select * from {{ ref("int_customer_usage") }}),
    abnormal as (select * from {{ ref("ml_abnormal_use") }}),
    shape as (select * from {{ ref("ml_load_shape") }}),
    misuse as (select * from {{ ref("int_customer_misuse") }}),
    tier as (select * from {{ ref("int_customer_tier") }}),
    phase as (select * from {{ ref("int_customer_phase") }}),
    supply as (select * from {{ ref("dim_supply") }}),

    tagged as (

        select
            usage.customer_id,

            case
                when monthly_kwh_12m is null
                then null
                when monthly_kwh_12m < 1
                then 'none'
                when usage_level_rank is null
                then null
                when usage_level_rank < 0.10
                then 'very_low'
                when usage_level_rank < 0.30
                then 'low'
                when usage_level_rank < 0.70
                then 'medium'
                when usage_level_rank < 0.90
                then 'high'
                else 'very_high'
            end as usage_level,

            case
                when kwh_growth_12m >= 0.50
                then 'surging'
                when kwh_growth_12m >= 0.10
                then 'growing'
                when kwh_growth_12m > -0.10
                then 'stable'
                when kwh_growth_12m > -0.50
                then 'shrinking'
                when kwh_growth_12m <= -0.50
                then 'collapsing'
            end as usage_trend,

            case
                when volatility_rank < 0.40
                then 'steady'
                when volatility_rank < 0.80
                then 'moderate'
                when volatility_rank >= 0.80
                then 'volatile'
            end as usage_volatility,

            case
                when weekly_change_share >= 0.30
                then 'up_30'
                when weekly_change_share <= -0.20
                then 'down_20'
                when weekly_change_share is not null
                then 'normal'
            end as weekly_change,

            case
                when summer_ratio is null or winter_ratio is null
                then null
                when summer_ratio >= 1.25 and winter_ratio >= 1.25
                then 'double_peak'
                when summer_ratio >= 1.25
                then 'summer_peak'
                when winter_ratio >= 1.25
                then 'winter_peak'
                else 'flat'
            end as seasonality,

            case
                when weekend_ratio < 0.75
                then 'weekday'
                when weekend_ratio > 1.15
                then 'weekend'
                when weekend_ratio is not null
                then 'even'
            end as weekly_rhythm,

            case
                when holiday_ratio < 0.15
                then 'stops'
                when holiday_ratio < 0.75
                then 'drops'
                when holiday_ratio <= 1.15
                then 'unaffected'
                when holiday_ratio > 1.15
                then 'rises'
            end as holiday_effect,

            case
                when peak_share_12m >= 0.45
                then 'peak_heavy'
                when valley_share_12m >= 0.40
                then 'valley_heavy'
                when peak_share_12m < 0.45 and valley_share_12m < 0.40
                then 'balanced'
            end as peak_share,

            case
                when load_factor_12m >= 0.60
                then 'high'
                when load_factor_12m >= 0.30
                then 'medium'
                when load_factor_12m < 0.30
                then 'low'
            end as load_factor,

            case
                when capacity_use_12m > 1.00
                then 'overloaded'
                when capacity_use_12m >= 0.70
                then 'full'
                when capacity_use_12m >= 0.30
                then 'moderate'
                when capacity_use_12m < 0.30
                then 'idle'
            end as capacity_use,

            case
                when power_factor_yuan_12m > 0
                then 'penalised'
                when power_factor_yuan_12m < 0
                then 'rewarded'
                when power_factor_yuan_12m = 0
                then 'standard'
            end as power_factor,

            case
                when supply.transformer_ownership = 'public'
                then 'public_transformer'
                when supply.transformer_ownership is null
                then null
                when phase_imbalance_30d > phase_imbalance_highest_limit
                then 'severe'
                when
                    phase_imbalance_30d > phase_imbalance_limit
                    and phase_imbalance_30d <= phase_imbalance_highest_limit
                then 'unbalanced'
                when phase_imbalance_30d <= phase_imbalance_limit
                then 'balanced'
            end as phase_imbalance,

            case
                when cooling_share_12m is null or heating_share_12m is null
                then null
                when weather_fit_12m < 0.10
                then 'none'
                when cooling_share_12m >= 0.08 and heating_share_12m >= 0.08
                then 'both'
                when cooling_share_12m >= 0.08
                then 'cooling'
                when heating_share_12m >= 0.08
                then 'heating'
                else 'none'
            end as temperature_sensitivity,

            case
                when low_use_share_60d >= 0.90
                then 'vacant'
                when low_use_share_60d >= 0.30
                then 'intermittent'
                when low_use_share_60d < 0.30
                then 'occupied'
            end as vacancy,

            case
                when zero_run_days = 0
                then 'none'
                when zero_run_days < 30
                then 'short'
                when zero_run_days >= 30
                then 'long'
            end as zero_run,

            case
                when reading_share_30d >= 0.98
                then 'full'
                when reading_share_30d >= 0.80
                then 'partial'
                when reading_share_30d < 0.80
                then 'poor'
            end as data_completeness,

            case
                when night_surge_share_90d >= 0.20
                then 'likely'
                when night_surge_share_90d < 0.20
                then 'unlikely'
            end as ev_charging,

            case
                when abnormal_use_chance >= 0.20
                then 'high'
                when abnormal_use_chance >= 0.05
                then 'elevated'
                when abnormal_use_chance < 0.05
                then 'low'
            end as abnormal_use_risk,

            shape.load_shape_cluster as load_shape,

            case
                when theft_findings_36m > 0
                then 'theft'
                when breach_findings_36m > 0
                then 'breach'
                when results_36m > 0
                then 'none_found'
                when results_36m = 0
                then 'not_inspected'
            end as misuse_history,

            case
                when not is_tiered
                then 'no_tiers'
                when tier_reached >= 3
                then 'third'
                when tier_reached = 2 and next_tier_share >= 0.9
                then 'second_near_third'
                when tier_reached = 2
                then 'second'
                when tier_reached = 1 and next_tier_share >= 0.9
                then 'first_near_second'
                when tier_reached = 1
                then 'first'
            end as price_tier,

            -- at 0.1229 kg of standard coal and 0.5366 kg of CO2 a kWh
            case
                when annual_kwh >= 81366966
                then 'ge_10000t'
                when annual_kwh >= 40683483
                then 'from_5000_to_10000t'
                when annual_kwh < 40683483
                then 'lt_5000t'
            end as energy_user_grade,

            case
                when annual_kwh >= 48453225
                then 'ge_26000t'
                when annual_kwh >= 1863586
                then 'from_1000_to_26000t'
                when annual_kwh < 1863586
                then 'lt_1000t'
            end as carbon_grade

        from usage
        left join abnormal on usage.customer_id = abnormal.customer_id
        left join shape on usage.customer_id = shape.customer_id
        left join misuse on usage.customer_id = misuse.customer_id
        left join tier on usage.customer_id = tier.customer_id
        left join phase on usage.customer_id = phase.customer_id
        left join supply on usage.customer_id = supply.customer_id

    )

select *
from tagged
