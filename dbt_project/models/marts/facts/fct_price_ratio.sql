with

    merges as (select * from {{ ref("fct_account_merge") }}),

    -- what a merged account once paid is not the price of the one that is left
    contracts as (

        select contracts.*
        from {{ ref("stg_marketing__contracts") }} as contracts
        left join merges on contracts.customer_id = merges.account_id
        where merges.account_id is null

    ),

    listed as (

        select
            tariff_code,
            valid_from,
            max(case when period = 'peak' then price_yuan_per_kwh end) as peak_yuan,
            max(case when period = 'valley' then price_yuan_per_kwh end) as valley_yuan,
            max(case when period = 'single' then price_yuan_per_kwh end) as single_yuan
        from {{ ref("stg_marketing__tariffs") }}
        group by tariff_code, valid_from

    ),

    -- a price list may name only what changed
    in_force as (

        select
            tariff_code,
            valid_from,
            lead(valid_from) over by_tariff as next_from,
            last_value(peak_yuan ignore nulls) over by_tariff as peak_yuan,
            last_value(valley_yuan ignore nulls) over by_tariff as valley_yuan,
            last_value(single_yuan ignore nulls) over by_tariff as single_yuan
        from listed
        window by_tariff as (partition by tariff_code order by valid_from)

    ),

    ratios as (

        select
            tariff_code,
            valid_from,
            next_from,
            case
                when peak_yuan is not null and valley_yuan > 0
                then cast(peak_yuan as double) / cast(valley_yuan as double)
                when single_yuan is not null
                then 1
            end as price_ratio
        from in_force

    ),

    spells as (

        select
            contracts.customer_id,
            {{ clamp("contracts.valid_from", low="ratios.valid_from") }} as from_on,
            cast(
                max_by(
                    ratios.price_ratio, contracts.valid_from || contracts.contract_id
                ) as double
            ) as price_ratio
        from contracts
        inner join
            ratios
            on contracts.tariff_code = ratios.tariff_code
            and ratios.valid_from <= coalesce(contracts.valid_to, ratios.valid_from)
            and coalesce(ratios.next_from > contracts.valid_from, true)
        where ratios.price_ratio is not null
        group by 1, 2

    )

select *
from spells
