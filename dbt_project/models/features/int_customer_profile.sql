{% set fields = ["customer_name", "customer_type", "address", "district", "phone"] %}
{% set enterprise_fields = ["credit_code", "industry_code", "enterprise_size"] %}

with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    usage as (select * from {{ ref("int_customer_usage") }}),
    request as (select * from {{ ref("int_customer_request") }}),
    surroundings as (select * from {{ ref("int_customer_surroundings") }}),
    registrations as (select * from {{ ref("fct_registration") }}),

    delivery as (select * from {{ ref("int_delivery") }}),

    described as (

        select
            customers.customer_id,
            customers.customer_type,
            customers.industry_code,
            customers.industry_section,
            customers.important_category,
            customers.enterprise_size,
            customers.area_type,
            customers.hardship_category,
            surroundings.leading_poi_category,
            usage.kwh_growth_12m,
            {{ years_between("customers.opened_on", "run_date.as_of") }}
            as tenure_years,
            coalesce(request.last_request_kind = 'close', false) as is_closing,
            coalesce(request.is_suspended, false) as is_suspended,
            delivery.has_completions,
            -- an id seen only in readings or bills has no record to judge
            customers.customer_name is not null
            or customers.customer_type is not null
            or customers.opened_on is not null as has_record,

            list_contains(
                delivery.customer_columns, 'important_category'
            ) as has_importance,
            list_contains(
                delivery.customer_columns, 'hardship_category'
            ) as has_hardship,
            list_has_all(
                delivery.customer_columns, ['important_category', 'hardship_category']
            )
            and delivery.has_ownership as has_service_classes,
            delivery.has_comparison,
            list_has_all(
                delivery.customer_columns, {{ fields + enterprise_fields }}
            ) as has_all_fields,
            -- of a field that was never delivered nobody knows whether it is missing
            {% for column in fields %}
                case
                    when
                        list_contains(delivery.customer_columns, '{{ column }}')
                        and customers.{{ column }} is null
                    then 1
                    else 0
                end
                +
            {% endfor %}
            case
                when
                    customers.customer_type = 'enterprise'
                    and (
                        {% for column in enterprise_fields %}
                            list_contains(delivery.customer_columns, '{{ column }}')
                            and customers.{{ column }} is null
                            {{ "or" if not loop.last }}
                        {% endfor %}
                    )
                then 1
                else 0
            end as missing_fields,

            case
                when registrations.company_name <> customers.customer_name then 1 else 0
            end
            -- divisions: the class below is often coded loosely
            + case
                when
                    substring(registrations.industry_code, 1, 3)
                    <> substring(customers.industry_code, 1, 3)
                then 1
                else 0
            end
            + case
                when
                    abs(supply.contract_capacity_kva - supply.capacity_kva)
                    > 0.05 * supply.capacity_kva
                then 1
                else 0
            end as conflicting_fields

        from customers
        cross join run_date
        cross join delivery
        left join supply on customers.customer_id = supply.customer_id
        left join usage on customers.customer_id = usage.customer_id
        left join request on customers.customer_id = request.customer_id
        left join surroundings on customers.customer_id = surroundings.customer_id
        left join registrations on customers.credit_code = registrations.credit_code
        where customers.subject = 'power_customer'

    )

select *
from described
