with

    source as (select * from {{ ref("stg_outside__registrations") }}),

    selected as (

        select
            credit_code,
            company_name,
            state,
            industry_code,
            registered_on,
            capital_yuan,
            staff_count,
            annual_revenue_yuan,
            landed_seq
        from source

    )

select *
from selected
