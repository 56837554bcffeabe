with

    source as (select * from {{ ref("stg_marketing__retail_contracts") }}),

    run as (select * from {{ ref("run_date") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    contracts as (select * from {{ ref("dim_contract") }}),

    parts as (select * from {{ ref("dim_price_component") }}),

    in_force as (

        select source.*, coalesce(merges.customer_id, source.customer_id) as buyer_id
        from source
        cross join run
        left join merges on source.customer_id = merges.account_id
        where
            source.valid_from <= run.as_of
            and coalesce(source.valid_to >= run.as_of, true)
        qualify
            row_number() over (
                partition by buyer_id
                order by source.valid_from desc, source.retail_contract_id desc
            )
            = 1

    ),

    -- the mean of the wholesale market is delivered by nobody yet
    referred as (

        select
            in_force.*,
            parts.yuan_per_kwh as agency_yuan_per_kwh,
            case
                when in_force.reference = 'agency' then parts.yuan_per_kwh
            end as reference_yuan_per_kwh
        from in_force
        left join contracts on in_force.buyer_id = contracts.customer_id
        left join
            parts
            on contracts.tariff_code = parts.tariff_code
            and parts.component = 'energy'

    ),

    priced as (

        select
            buyer_id as customer_id,
            retail_contract_id,
            valid_from,
            valid_to,
            price_form,
            base_yuan_per_kwh,
            reference,
            markup_yuan_per_kwh,
            reference_share,
            agency_yuan_per_kwh,
            cast(
                case
                    when price_form = 'fixed'
                    then base_yuan_per_kwh
                    when price_form = 'linked'
                    then reference_yuan_per_kwh + coalesce(markup_yuan_per_kwh, 0)
                    when price_form = 'shared'
                    then
                        base_yuan_per_kwh
                        + reference_share * (reference_yuan_per_kwh - base_yuan_per_kwh)
                end as decimal(18, 6)
            ) as energy_yuan_per_kwh
        from referred

    )

select *
from priced
