with

    source as (select * from {{ source("marketing", "bills") }}),

    renamed as (

        select
            bill_id,
            customer_id,
            bill_month,
            issued_on,
            due_on,
            energy_kwh,
            peak_kwh,
            valley_kwh,
            amount_yuan,
            power_factor,
            power_factor_yuan,
            max_demand_kw,
            sharp_kwh,
            deep_valley_kwh,
            basic_charge_yuan,
            tier_yuan,
            free_yuan,
            covers_from,
            covers_through,
            top_tier,
            correction_yuan,
            correction_kwh,
            correction_reason,
            corrects_from,
            corrects_through,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
