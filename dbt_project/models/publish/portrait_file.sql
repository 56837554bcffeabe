with

    customers as (

        select customer_id
        from {{ ref("dim_customer") }}
        where subject = 'power_customer'

    ),

    accounts as (select * from {{ ref("dim_account") }}),

    contracts as (select * from {{ ref("dim_contract") }}),

    settlement as (select * from {{ ref("dim_settlement_account") }}),

    grids as (select * from {{ ref("dim_service_grid") }}),

    retail as (select * from {{ ref("dim_retail_contract") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    parties as (

        select party_id, count(*) as accounts
        from accounts
        where not is_closed and party_id is not null
        group by party_id

    ),

    joined as (

        select
            customers.customer_id,
            accounts.party_id,
            parties.accounts as party_accounts,
            accounts.settlement_account_id,
            settlement.accounts as settled_accounts,
            settlement.collection,
            contracts.contract_id,
            contracts.contract_kind,
            contracts.tariff_code,
            supply.transformer_id,
            accounts.grid_id,
            grids.grid_name,
            grids.office as grid_office,
            grids.manager_name as grid_manager_name,
            retail.retail_contract_id,
            retail.valid_from as retail_from,
            retail.valid_to as retail_to,
            retail.price_form as retail_form,
            retail.base_yuan_per_kwh as retail_base_yuan,
            retail.reference as retail_reference,
            retail.markup_yuan_per_kwh as retail_markup_yuan,
            retail.reference_share as retail_share,
            retail.energy_yuan_per_kwh as retail_energy_yuan,
            retail.agency_yuan_per_kwh as agency_energy_yuan
        from customers
        left join accounts on customers.customer_id = accounts.customer_id
        left join parties on accounts.party_id = parties.party_id
        left join
            settlement
            on accounts.settlement_account_id = settlement.settlement_account_id
        left join contracts on customers.customer_id = contracts.customer_id
        left join grids on accounts.grid_id = grids.grid_id
        left join retail on customers.customer_id = retail.customer_id
        left join supply on customers.customer_id = supply.customer_id

    )

select *
from joined
order by customer_id
