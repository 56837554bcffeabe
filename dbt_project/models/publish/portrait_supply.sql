with

    supply as (select * from {{ ref("dim_supply") }}),

    tariffs as (select * from {{ ref("dim_tariff") }}),

    capacity_prices as (

        select *
        from {{ ref("capacity_prices") }}
        where valid_from <= (select as_of from {{ ref("run_date") }})
        qualify
            row_number() over (partition by voltage_level order by valid_from desc) = 1

    ),

    standards as (select * from {{ ref("int_customer_power_factor_standard") }}),

    usage as (select * from {{ ref("int_customer_usage") }}),

    market as (select * from {{ ref("int_customer_market") }}),

    joined as (

        select
            supply.customer_id,
            supply.supply_point_count,
            supply.capacity_kva,
            supply.transformer_ownership,
            supply.load_grade,
            supply.source_count,
            supply.own_generation,
            supply.pv_mode,
            supply.feeder_id,
            supply.feeder_name,
            supply.energised_on,
            supply.tariff_code,
            supply.is_time_of_use,
            market.is_in_market,
            supply.price_peak_yuan,
            tariffs.price_flat_yuan,
            supply.price_valley_yuan,
            supply.price_single_yuan,
            tariffs.price_sharp_yuan,
            tariffs.price_deep_valley_yuan,
            supply.pricing,
            supply.resident_use,
            supply.basic_charge_by,
            supply.contract_demand_kw,
            capacity_prices.capacity_yuan_per_kva,
            capacity_prices.demand_yuan_per_kw,
            capacity_prices.price_source as capacity_price_source,
            standards.power_factor_standard,
            standards.power_factor_source,
            standards.power_factor_source_en,
            standards.best_power_factor,
            standards.best_adjustment_share,
            supply.meter_count,
            supply.next_verification_on,
            supply.has_meter_fault,
            usage.days_of_history,
            usage.workday_ratio,
            usage.max_demand_kw_12m,
            usage.power_factor_12m,
            usage.kwh_last_7d,
            usage.kwh_prev_7d,
            usage.kwh_last_30d
        from supply
        left join tariffs on supply.tariff_code = tariffs.tariff_code
        left join
            capacity_prices on supply.voltage_level = capacity_prices.voltage_level
        left join standards on supply.customer_id = standards.customer_id
        left join usage on supply.customer_id = usage.customer_id
        left join market on supply.customer_id = market.customer_id

    )

select *
from joined
order by customer_id
