with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    limits as (select * from {{ ref("dim_tariff_tier") }}),

    cycles as (

        select distinct
            limits.tariff_code,
            cast(date_trunc(limits.cycle, run_date.as_of) as date) as begins_on,
            run_date.as_of
        from limits
        cross join run_date

    ),

    -- a newcomer's cycle begins with its supply
    homes as (

        select
            supply.customer_id,
            supply.tariff_code,
            coalesce(customers.household_size >= 5, false) as is_larger,
            {{ greatest_known(["cycles.begins_on", "customers.opened_on"]) }}
            as begins_on,
            cycles.as_of
        from supply
        inner join cycles on supply.tariff_code = cycles.tariff_code
        inner join customers on supply.customer_id = customers.customer_id

    ),

    used as (

        select
            homes.customer_id,
            any_value(homes.tariff_code) as tariff_code,
            bool_or(homes.is_larger) as is_larger,
            sum(daily.energy_kwh) as tier_kwh,
            count(daily.energy_kwh)
            >= 0.9 * (max(homes.as_of) - max(homes.begins_on) + 1) as is_read
        from homes
        inner join
            {{ ref("fct_daily_energy") }} as daily
            on homes.customer_id = daily.customer_id
            and daily.reading_on >= homes.begins_on
            and daily.reading_on <= homes.as_of
        where daily.month_on >= date_trunc('year', homes.as_of)
        group by homes.customer_id

    ),

    own_limits as (

        select
            used.*,
            limits.above_kwh
            + used.is_larger::integer * limits.larger_home_kwh as limit_kwh
        from used
        inner join limits on used.tariff_code = limits.tariff_code
        where used.is_read

    ),

    reached as (

        select
            customer_id,
            cast(1 + count_if(tier_kwh > limit_kwh) as bigint) as tier_reached,
            any_value(tier_kwh)
            / min(case when limit_kwh >= tier_kwh then limit_kwh end) as next_tier_share
        from own_limits
        group by customer_id

    ),

    delivery as (

        select
            {{ delivered("marketing.tariff_tiers") }} as has_tiers,
            not {{ lacks("marketing.customers", ["household_size"]) }} as has_sizes

    ),

    joined as (

        select
            supply.customer_id,
            case
                when has_tiers and supply.tariff_code is not null
                then homes.customer_id is not null
            end as is_tiered,
            case when has_sizes then reached.tier_reached end as tier_reached,
            case when has_sizes then reached.next_tier_share end as next_tier_share
        from supply
        cross join delivery
        left join homes on supply.customer_id = homes.customer_id
        left join reached on supply.customer_id = reached.customer_id

    )

select *
from joined
