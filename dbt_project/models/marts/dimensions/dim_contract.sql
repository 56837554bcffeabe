with

    run as (select * from {{ ref("run_date") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    tariffs as (select * from {{ ref("dim_tariff") }}),

    valid as (

        select
            coalesce(merges.customer_id, contracts.customer_id) as customer_id,
            contracts.contract_id,
            contracts.tariff_code,
            contracts.is_time_of_use,
            contracts.contract_capacity_kva,
            contracts.basic_charge_by,
            contracts.contract_demand_kw,
            contracts.power_factor_standard,
            contracts.supply_term,
            contracts.contract_kind,
            contracts.valid_from,
            row_number() over (
                partition by coalesce(merges.customer_id, contracts.customer_id)
                order by contracts.valid_from desc, contracts.contract_id desc
            ) as newest
        from {{ ref("stg_marketing__contracts") }} as contracts
        cross join run
        left join merges on contracts.customer_id = merges.account_id
        where
            contracts.valid_from <= run.as_of
            and coalesce(contracts.valid_to, run.as_of) >= run.as_of

    ),

    priced as (

        select
            valid.customer_id,
            valid.contract_id,
            valid.contract_capacity_kva,
            valid.tariff_code,
            tariffs.tariff_category,
            valid.is_time_of_use,
            tariffs.price_peak_yuan,
            tariffs.price_valley_yuan,
            tariffs.price_single_yuan,
            tariffs.price_sharp_yuan,
            tariffs.price_flat_yuan,
            tariffs.price_deep_valley_yuan,
            tariffs.pricing,
            tariffs.resident_use,
            valid.basic_charge_by,
            valid.contract_demand_kw,
            valid.power_factor_standard,
            valid.supply_term,
            valid.contract_kind,
            case
                when valid.supply_term = 'temporary'
                then {{ years_between("valid.valid_from", "run.as_of") }}
            end as temporary_years
        from valid
        cross join run
        left join tariffs on valid.tariff_code = tariffs.tariff_code
        where valid.newest = 1

    )

select *
from priced
