with

    source as (

        select
            *,
            covers_from = bill_month
            and covers_through
            = bill_month + interval 1 month - interval 1 day as is_of_month
        from {{ ref("stg_marketing__bills") }}

    ),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            source.bill_id,
            coalesce(merges.customer_id, source.customer_id) as customer_id,
            source.bill_month,
            source.issued_on,
            source.due_on,
            source.energy_kwh,
            source.peak_kwh,
            source.valley_kwh,
            source.amount_yuan,
            source.power_factor,
            source.power_factor_yuan,
            source.max_demand_kw,
            source.sharp_kwh,
            source.deep_valley_kwh,
            source.basic_charge_yuan,
            source.tier_yuan,
            source.free_yuan,
            -- a calendar month is what bill_month says already
            case when not is_of_month then source.covers_from end as covers_from,
            case when not is_of_month then source.covers_through end as covers_through,
            source.correction_yuan,
            source.correction_kwh,
            source.correction_reason,
            source.corrects_from,
            source.corrects_through,
            cast(
                source.amount_yuan
                - coalesce(source.correction_yuan, 0) as decimal(18, 2)
            ) as current_yuan,
            source.landed_seq
        from source
        left join merges on source.customer_id = merges.account_id

    )

select *
from resolved
