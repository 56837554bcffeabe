with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (

        select * from {{ ref("dim_customer") }} where subject = 'power_customer'

    ),

    -- a wrong wiring is no fault of the customer
    found as (

        select
            inspections.customer_id,
            count(inspections.result) as results_36m,
            count_if(result in ('theft', 'tampered_meter')) as theft_findings_36m,
            count_if(result = 'use_mismatch') as breach_findings_36m
        from {{ ref("fct_inspection") }} as inspections
        cross join run_date
        where
            inspections.done_on <= run_date.as_of
            and inspections.done_on >= {{ window_of_months("run_date.as_of", 36) }}
        group by inspections.customer_id

    ),

    joined as (

        select
            customers.customer_id,
            coalesce(found.results_36m, 0) as results_36m,
            coalesce(found.theft_findings_36m, 0) as theft_findings_36m,
            coalesce(found.breach_findings_36m, 0) as breach_findings_36m
        from customers
        left join found on customers.customer_id = found.customer_id
        where {{ delivered("marketing.inspections", ["done_on", "result"]) }}

    )

select *
from joined
