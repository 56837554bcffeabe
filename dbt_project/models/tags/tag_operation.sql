with

    operation as (select * from {{ ref("int_customer_operation") }}),
    rhythm as (select * from {{ ref("int_customer_rhythm") }}),
    growth as (select * from {{ ref("ml_load_growth") }}),
    nature as (select * from {{ ref("ml_use_nature") }}),

    tagged as (

        select
            operation.customer_id,

            case
                when has_readings and customer_type = 'household'
                then 'not_a_business'
                when customer_type is null or recent_to_mean is null
                then null
                when recent_to_mean < 0.10
                then 'suspended'
                when recent_to_mean >= 0.60 and lowest_to_mean_4m < 0.20
                then 'resumed'
                when kwh_growth_12m is null
                then null
                when kwh_growth_12m >= 0.15
                then 'expanding'
                when kwh_growth_12m <= -0.15
                then 'contracting'
                else 'normal'
            end as business_state,

            case
                when requests_12m = 0 then 'none' else last_request_kind
            end as capacity_requests,

            case
                when extensions_12m = 0
                then 'none'
                when extensions_12m is null
                then null
                when extension_days_left < 0
                then 'overdue'
                when extension_days_left <= 7 and not is_extension_replied
                then 'due_7d'
                when extension_days_left >= 0
                then 'within'
            end as extension_deadline,

            case
                when has_curves and customer_type = 'household'
                then 'not_a_business'
                when customer_type is null or customer_type = 'household'
                then null
                when idle_workday_share_30d >= 0.9
                then 'not_producing'
                when hours_spread_90d >= 4
                then 'irregular'
                when working_hours_90d >= 20
                then 'continuous'
                when working_hours_90d >= 12
                then 'two_shift'
                when working_hours_90d < 12
                then 'single_shift'
            end as production_rhythm,

            case
                when has_curves and customer_type = 'household'
                then 'not_a_business'
                when customer_type is null or customer_type = 'household'
                then null
                when idle_workday_share_30d >= 0.9
                then 'not_producing'
                when idle_workday_share_30d < 0.9
                then 'producing'
            end as production_state,

            case
                when has_curves and customer_type = 'household'
                then 'not_a_business'
                when customer_type is null or customer_type = 'household'
                then null
                when working_hours_90d >= 20
                then 'continuous'
                when working_hours_90d >= 12
                then 'two_shift'
                when working_hours_90d < 12
                then 'single_shift'
            end as work_shifts,

            case
                when has_curves and customer_type = 'household'
                then 'not_a_business'
                when customer_type is null or customer_type = 'household'
                then null
                when hours_spread_90d >= 4
                then 'irregular'
                when hours_spread_90d < 4
                then 'regular'
            end as shift_regularity,

            case
                when customer_type = 'household'
                then 'not_a_business'
                when expected_kwh_change_3m >= 0.10
                then 'growth'
                when expected_kwh_change_3m <= -0.10
                then 'decline'
                when expected_kwh_change_3m is not null
                then 'flat'
            end as load_growth_outlook,

            case
                when nature_mismatch_chance >= 0.5
                then 'mismatch'
                when nature_mismatch_chance >= 0.1
                then 'doubtful'
                when nature_mismatch_chance < 0.1
                then 'consistent'
            end as use_nature_match

        from operation
        left join rhythm on operation.customer_id = rhythm.customer_id
        left join growth on operation.customer_id = growth.customer_id
        left join nature on operation.customer_id = nature.customer_id

    )

select *
from tagged
