with

    run as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("stg_marketing__customers") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    locations as (select * from {{ ref("stg_gis__locations") }}),

    sections as (select * from {{ ref("industry_sections") }}),

    managers as (

        select managers.*
        from {{ ref("stg_marketing__account_managers") }} as managers
        cross join run
        where coalesce(managers.assigned_on, run.as_of) <= run.as_of

    ),

    -- a delivery of readings or bills alone has customers too; beside a customer file,
    -- a number that it does not hold is a damaged one or comes with the next file
    seen as (

        select customer_id
        from {{ ref("fct_monthly_energy") }}
        cross join run
        where month_on <= as_of
        union
        select customer_id
        from {{ ref("fct_bill") }}
        cross join run
        where issued_on <= as_of

    ),

    numbers as (

        select seen.customer_id
        from seen
        left join customers on seen.customer_id = customers.customer_id
        where
            customers.customer_id is null and not {{ delivered("marketing.customers") }}
        union all
        select customers.customer_id
        from customers
        cross join run
        left join merges on customers.customer_id = merges.account_id
        where
            merges.account_id is null
            and coalesce(customers.opened_on, run.as_of) <= run.as_of

    ),

    accounts as (

        select
            numbers.customer_id,
            coalesce(customers.closed_on <= run.as_of, false) as is_closed,
            customers.customer_name,
            customers.customer_type,
            customers.address,
            coalesce(customers.district, locations.district) as district,
            customers.phone,
            locations.area_type,
            customers.industry_code,
            case
                when customers.industry_code is not null
                then sections.section
                when customers.customer_type = 'household'
                then 'household'
            end as industry_section,
            customers.enterprise_size,
            customers.important_category,
            customers.importance_grade,
            customers.hardship_category,
            customers.household_size,
            customers.billing_mode,
            customers.credit_code,
            customers.opened_on,
            case
                when customers.closed_on <= run.as_of then customers.closed_on
            end as closed_on,
            locations.longitude,
            locations.latitude,
            customers.party_id,
            customers.settlement_account_id,
            customers.grid_id,
            managers.manager_id,
            managers.manager_name
        from numbers
        cross join run
        left join customers on numbers.customer_id = customers.customer_id
        left join locations on numbers.customer_id = locations.customer_id
        left join managers on numbers.customer_id = managers.customer_id
        left join
            sections on {{ industry_key("customers.industry_code") }} = sections.code

    )

select *
from accounts
