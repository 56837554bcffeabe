with

    run as (select * from {{ ref("run_date") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    prices as (

        select
            tariff_code,
            max_by(tariff_category, valid_from) as tariff_category,
            max_by(
                price_yuan_per_kwh, case when period = 'peak' then valid_from end
            ) as price_peak_yuan,
            max_by(
                price_yuan_per_kwh, case when period = 'valley' then valid_from end
            ) as price_valley_yuan,
            max_by(
                price_yuan_per_kwh, case when period = 'single' then valid_from end
            ) as price_single_yuan
        from {{ ref("stg_marketing__tariffs") }}
        cross join run
        where valid_from <= as_of
        group by tariff_code

    ),

    valid as (

        select
            coalesce(merges.customer_id, contracts.customer_id) as customer_id,
            contracts.contract_id,
            contracts.tariff_code,
            contracts.is_time_of_use,
            contracts.contract_capacity_kva,
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
            prices.tariff_category,
            valid.is_time_of_use,
            prices.price_peak_yuan,
            prices.price_valley_yuan,
            prices.price_single_yuan
        from valid
        left join prices on valid.tariff_code = prices.tariff_code
        where valid.newest = 1

    )

select *
from priced
