with

    accounts as (select * from {{ ref("dim_account") }}),

    prospects as (select * from {{ ref("dim_prospect") }}),

    applied as (

        select
            customer_id, max_by(area_type, accepted_on || application_id) as area_type
        from {{ ref("fct_connection_application") }}
        where customer_id is not null
        group by customer_id

    ),

    sites as (

        select customer_id, max_by(area_type, poi_id) as area_type
        from {{ ref("fct_poi") }}
        where customer_id is not null
        group by customer_id

    ),

    customers as (

        select
            accounts.customer_id,
            case
                when accounts.is_closed then 'non_power_customer' else 'power_customer'
            end as subject,
            case when accounts.is_closed then 'closed_account' end as origin,
            accounts.customer_name,
            accounts.customer_type,
            accounts.address,
            accounts.district,
            accounts.phone,
            coalesce(
                accounts.area_type, applied.area_type, sites.area_type
            ) as area_type,
            accounts.industry_code,
            accounts.industry_section,
            accounts.enterprise_size,
            accounts.important_category,
            accounts.importance_grade,
            accounts.hardship_category,
            accounts.household_size,
            accounts.billing_mode,
            accounts.credit_code,
            accounts.opened_on,
            accounts.closed_on,
            accounts.longitude,
            accounts.latitude,
            accounts.manager_id,
            accounts.manager_name
        from accounts
        left join applied on accounts.customer_id = applied.customer_id
        left join sites on accounts.customer_id = sites.customer_id

        union all

        select
            customer_id,
            'non_power_customer',
            origin,
            customer_name,
            null,
            null,
            district,
            phone,
            area_type,
            industry_code,
            industry_section,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            longitude,
            latitude,
            null,
            null
        from prospects

    )

select *
from customers
