with

    supply as (select * from {{ ref("dim_supply") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    -- industry is what the customer is, and a large-industrial tariff where that is
    -- not filed; homes have no standard
    used as (

        select
            supply.customer_id,
            supply.power_factor_standard as stated_standard,
            coalesce(supply.contract_capacity_kva, supply.capacity_kva) as kva,
            supply.voltage_level not like 'lv%' as is_high_voltage,
            case
                when supply.tariff_category = 'agricultural'
                then 'agricultural'
                when
                    supply.tariff_category = 'large_industrial'
                    or customers.industry_section in ('B', 'C', 'D')
                then 'industrial'
                else 'non_industrial'
            end as use_kind
        from supply
        inner join customers on supply.customer_id = customers.customer_id
        where supply.tariff_category <> 'residential'

    ),

    -- the contract states it, or else the highest of the rules that fit does
    ruled as (

        select
            used.customer_id,
            coalesce(
                max(used.stated_standard), max(rules.power_factor_standard)
            ) as power_factor_standard
        from used
        left join
            {{ ref("power_factor_standards") }} as rules
            on used.use_kind = rules.use_kind
            and (used.is_high_voltage or not rules.needs_high_voltage)
            and (
                used.kva > rules.least_kva
                or (used.kva = rules.least_kva and rules.is_least_included)
            )
        group by used.customer_id

    ),

    -- an own statement stands in the rule as well, under its highest kind
    sources as (

        select
            power_factor_standard,
            min(standard_source) as power_factor_source,
            min(standard_source_en) as power_factor_source_en
        from {{ ref("power_factor_standards") }}
        group by power_factor_standard

    ),

    rewards as (

        select
            power_factor_standard,
            power_factor_standard + max(to_point) / 100.0 as best_power_factor,
            sum((to_point - from_point + 1) * share_a_point) as best_adjustment_share
        from {{ ref("power_factor_scale") }}
        where side = 'above'
        group by power_factor_standard

    ),

    joined as (

        select
            ruled.customer_id,
            ruled.power_factor_standard,
            sources.power_factor_source,
            sources.power_factor_source_en,
            rewards.best_power_factor,
            rewards.best_adjustment_share
        from ruled
        left join sources on ruled.power_factor_standard = sources.power_factor_standard
        left join rewards on ruled.power_factor_standard = rewards.power_factor_standard
        where ruled.power_factor_standard is not null

    )

select *
from joined
