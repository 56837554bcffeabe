with

    supply as (select * from {{ ref("dim_supply") }}),
    connection as (select * from {{ ref("int_customer_connection") }}),
    metering as (select * from {{ ref("int_customer_metering") }}),

    tagged as (

        select
            supply.customer_id,

            supply.tariff_category as tariff_category,

            supply.voltage_level as voltage_level,

            supply.transformer_ownership as transformer_ownership,

            case
                when coalesce(contract_capacity_kva, capacity_kva) is null
                then null
                when coalesce(contract_capacity_kva, capacity_kva) < 8
                then 'lt_8'
                when coalesce(contract_capacity_kva, capacity_kva) < 50
                then 'from_8_to_50'
                when coalesce(contract_capacity_kva, capacity_kva) < 100
                then 'from_50_to_100'
                when coalesce(contract_capacity_kva, capacity_kva) < 315
                then 'from_100_to_315'
                when coalesce(contract_capacity_kva, capacity_kva) < 1000
                then 'from_315_to_1000'
                else 'ge_1000'
            end as contract_capacity_band,

            case
                when source_count is null
                then null
                when source_count <= 1
                then 'single'
                when source_count = 2
                then 'dual'
                else 'multi'
            end as supply_sources,

            supply.load_grade as load_grade,

            supply.own_generation as own_generation,

            supply.pv_mode as distributed_pv,

            case
                when is_time_of_use then 'on_tou' when not is_time_of_use then 'flat'
            end as time_of_use,

            supply.fee_control as fee_control_mode,

            case
                when last_command = 'none'
                then 'connected'
                when last_command = 'cut_off' and is_command_done
                then 'cut_off'
                when last_command = 'cut_off'
                then 'cut_off_pending'
                when last_command = 'restore' and not is_command_done
                then 'restore_pending'
                when last_command = 'restore' and days_since_command < 7
                then 'restored_7d'
                when last_command = 'restore'
                then 'connected'
            end as cut_off_state,

            supply.charging_kind as charging_facility,

            supply.resale_role as resale_part,

            case
                when supply_term = 'permanent'
                then 'permanent'
                when supply_term = 'temporary' and temporary_years >= 3
                then 'temporary_overdue'
                when supply_term = 'temporary' and temporary_years < 3
                then 'temporary'
            end as term_of_supply,

            case
                when supply.pv_mode = 'none'
                then 'no_generation'
                when supply.pv_mode is null or settlements_12m is null
                then null
                when supply.pv_mode <> 'none' and settlements_12m = 0
                then 'nothing_settled'
                when supply.pv_mode <> 'none' and unpaid_settlements_12m > 0
                then 'payment_due'
                else 'paid'
            end as feed_in_payment,

            case
                when supply.transformer_ownership = 'dedicated'
                then 'own_transformer'
                when area_load_share >= 1
                then 'overloaded'
                when area_load_share >= 0.8
                then 'heavy'
                when area_load_share < 0.8
                then 'normal'
            end as area_load,

            case
                when supply.transformer_ownership = 'dedicated'
                then 'own_transformer'
                when area_loss_share < 0
                then 'negative'
                when area_loss_share <= 0.07
                then 'normal'
                when area_loss_share > 0.07
                then 'high'
            end as area_loss,

            case
                when metering.has_meter_fault is null
                then null
                when metering.has_meter_fault
                then 'fault_open'
                when reading_share_30d < 0.9
                then 'missing_reads'
                when verification_days_left <= 30
                then 'verification_due'
                else 'ok'
            end as metering_health,

            case
                when metering.has_meter_fault
                then 'open'
                when not metering.has_meter_fault
                then 'none'
            end as meter_fault,

            case
                when reading_share_30d >= 0.9
                then 'complete'
                when reading_share_30d < 0.9
                then 'missing'
            end as read_completeness,

            case
                when verification_days_left < 0
                then 'overdue'
                when verification_days_left <= 30
                then 'due_soon'
                when verification_days_left > 30
                then 'valid'
            end as meter_verification

        from supply
        left join connection on supply.customer_id = connection.customer_id
        left join metering on supply.customer_id = metering.customer_id

    )

select *
from tagged
