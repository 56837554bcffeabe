with

    run as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    usage as (select * from {{ ref("int_customer_usage") }}),

    own_places as (

        select customer_id, count(*) as places
        from {{ ref("fct_poi") }}
        where customer_id is not null
        group by customer_id

    ),

    checked as (

        select
            inspections.customer_id,
            count(case when result = 'use_mismatch' then 1 end) as mismatches_36m,
            count(case when kind = 'use_nature' then 1 end) as nature_checks_36m
        from {{ ref("fct_inspection") }} as inspections
        cross join run
        where
            inspections.done_on <= run.as_of
            and inspections.done_on >= {{ window_of_months("run.as_of", 36) }}
        group by inspections.customer_id

    ),

    -- what is usual on the tariff, of those who use any
    usual as (

        select supply.tariff_category, median(usage.monthly_kwh_12m) as monthly_kwh
        from usage
        inner join supply on usage.customer_id = supply.customer_id
        where usage.monthly_kwh_12m > 0
        group by supply.tariff_category

    ),

    delivery as (

        select
            {{ delivered("outside.poi") }} as has_places,
            {{ delivered("marketing.inspections") }} as has_inspections

    ),

    joined as (

        select
            customers.customer_id,
            supply.tariff_category = 'residential' as is_residential_tariff,
            supply.tariff_category = 'agricultural' as is_agricultural_tariff,
            customers.customer_type <> 'household'
            and supply.tariff_category = 'residential'
            and supply.resident_use
            is distinct from 'institution' as is_business_on_home_tariff,
            case
                when usage.monthly_kwh_12m > 0
                then ln(usage.monthly_kwh_12m / nullif(usual.monthly_kwh, 0))
            end as log_use_to_usual,
            case
                when has_places then coalesce(own_places.places, 0) > 0
            end as has_own_place,
            case
                when has_inspections then coalesce(checked.mismatches_36m, 0)
            end as mismatches_36m,
            case
                when has_inspections then coalesce(checked.nature_checks_36m, 0)
            end as nature_checks_36m
        from customers
        cross join delivery
        left join supply on customers.customer_id = supply.customer_id
        left join usage on customers.customer_id = usage.customer_id
        left join usual on supply.tariff_category = usual.tariff_category
        left join own_places on customers.customer_id = own_places.customer_id
        left join checked on customers.customer_id = checked.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
