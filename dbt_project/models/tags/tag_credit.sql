with

    credit as (select * from {{ ref("int_customer_credit") }}),

    tagged as (

        select
            credit.customer_id,

            case
                when registrations is null
                then null
                when registrations > 0
                then register_state
                when customer_type in ('household', 'institution')
                then 'not_registered'
            end as registration_state,

            case
                when not has_court_records
                then null
                when court_listings is null and customer_type = 'household'
                then 'not_a_business'
                when court_listings is null
                then null
                when dishonest_listings > 0
                then 'dishonest'
                when court_listings > 0
                then 'listed'
                else 'none'
            end as court_enforcement,

            case
                when tax_grade is not null
                then tax_grade
                when has_tax_grades and customer_type in ('household', 'institution')
                then 'not_assessed'
            end as tax_credit,

            case
                when
                    dishonest_listings > 0
                    or register_state in ('cancelled', 'revoked')
                    or tax_grade = 'D'
                then 'poor'
                when
                    court_listings > 0 or register_state = 'abnormal' or tax_grade = 'C'
                then 'fair'
                when
                    court_listings is not null
                    and (register_state is not null or tax_grade is not null)
                then 'good'
                when has_court_records and customer_type in ('household', 'institution')
                then 'not_rated'
            end as external_credit

        from credit

    )

select *
from tagged
