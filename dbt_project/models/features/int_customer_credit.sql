with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    registrations as (select * from {{ ref("fct_registration") }}),
    court_records as (select * from {{ ref("fct_court_record") }}),
    tax_credits as (select * from {{ ref("fct_tax_credit") }}),

    delivery as (

        select
            {{ delivered("outside.registrations") }}
            and not {{ lacks("marketing.customers", ["credit_code"]) }}
            as has_registrations,
            {{ delivered("outside.court_records", ["cleared_on"]) }}
            and not {{ lacks("marketing.customers", ["credit_code"]) }}
            as has_court_records,
            {{ delivered("outside.tax_credits") }}
            and not {{ lacks("marketing.customers", ["credit_code"]) }}
            as has_tax_grades

    ),

    listed as (

        select
            court_records.credit_code,
            count(*) as court_listings,
            sum(
                case when court_records.state = 'dishonest' then 1 else 0 end
            ) as dishonest_listings

        from court_records
        cross join run_date
        where
            court_records.listed_on <= run_date.as_of
            and coalesce(court_records.cleared_on > run_date.as_of, true)
        group by court_records.credit_code

    ),

    -- the grade of a year is published in the spring of the next
    graded as (

        select
            tax_credits.credit_code,
            max_by(tax_credits.grade, tax_credits.year) as tax_grade

        from tax_credits
        cross join run_date
        where
            tax_credits.year
            < extract(year from {{ dbt.dateadd("month", -3, "run_date.as_of") }})
        group by tax_credits.credit_code

    ),

    joined as (

        select
            customers.customer_id,
            customers.customer_type,
            registrations.state as register_state,
            case
                when has_registrations
                then case when registrations.credit_code is null then 0 else 1 end
            end as registrations,
            -- without a credit code nobody can be looked up
            case
                when has_court_records and customers.credit_code is not null
                then coalesce(listed.court_listings, 0)
            end as court_listings,
            case
                when has_court_records and customers.credit_code is not null
                then coalesce(listed.dishonest_listings, 0)
            end as dishonest_listings,
            graded.tax_grade,
            delivery.has_court_records,
            delivery.has_tax_grades

        from customers
        cross join delivery
        left join registrations on customers.credit_code = registrations.credit_code
        left join listed on customers.credit_code = listed.credit_code
        left join graded on customers.credit_code = graded.credit_code
        where customers.subject = 'power_customer'

    )

select *
from joined
