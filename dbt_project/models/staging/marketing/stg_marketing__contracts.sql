with

    source as (select * from {{ source("marketing", "contracts") }}),

    renamed as (

        select
            contract_id,
            customer_id,
            tariff_code,
            is_time_of_use,
            contract_capacity_kva,
            valid_from,
            valid_to,
            basic_charge_by,
            contract_demand_kw,
            power_factor_standard,
            supply_term,
            contract_kind,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
