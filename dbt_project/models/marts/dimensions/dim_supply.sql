with

    run as (select * from {{ ref("run_date") }}),

    customers as (

        select customer_id
        from {{ ref("dim_customer") }}
        where subject = 'power_customer'

    ),

    points as (select * from {{ ref("dim_supply_point") }}),

    contracts as (select * from {{ ref("dim_contract") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    transformers as (select * from {{ ref("stg_gis__transformers") }}),

    meters as (

        select
            coalesce(merges.customer_id, meters.customer_id) as customer_id,
            count(*) as meter_count,
            min(meters.next_verification_on) as next_verification_on,
            bool_or(meters.fault_state = 'fault_open') as has_meter_fault
        from {{ ref("stg_marketing__meters") }} as meters
        cross join run
        left join merges on meters.customer_id = merges.account_id
        where
            coalesce(meters.installed_on, run.as_of) <= run.as_of
            and coalesce(meters.removed_on > run.as_of, true)
        group by 1

    ),

    supplied as (

        select
            customers.customer_id,
            points.supply_point_count,
            points.voltage_level,
            points.capacity_kva,
            points.transformer_ownership,
            points.load_grade,
            points.source_count,
            points.own_generation,
            points.pv_mode,
            points.fee_control,
            points.charging_kind,
            points.resale_role,
            points.transformer_id,
            transformers.feeder_id,
            transformers.feeder_name,
            case
                when points.transformer_ownership = 'public'
                then transformers.max_load_share
            end as area_load_share,
            case
                when points.transformer_ownership = 'public'
                then transformers.loss_share
            end as area_loss_share,
            points.energised_on,
            contracts.contract_capacity_kva,
            contracts.tariff_code,
            contracts.tariff_category,
            contracts.is_time_of_use,
            contracts.price_peak_yuan,
            contracts.price_valley_yuan,
            contracts.price_single_yuan,
            contracts.pricing,
            contracts.resident_use,
            contracts.basic_charge_by,
            contracts.contract_demand_kw,
            contracts.power_factor_standard,
            contracts.supply_term,
            contracts.temporary_years,
            meters.meter_count,
            meters.next_verification_on,
            meters.has_meter_fault
        from customers
        left join points on customers.customer_id = points.customer_id
        left join meters on customers.customer_id = meters.customer_id
        left join contracts on customers.customer_id = contracts.customer_id
        left join transformers on points.transformer_id = transformers.transformer_id

    )

select *
from supplied
