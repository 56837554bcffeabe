with

    source as (select * from {{ source("outside", "registrations") }}),

    renamed as (

        select
            credit_code,
            company_name,
            state,
            industry_code,
            registered_on,
            capital_yuan,
            staff_count,
            annual_revenue_yuan,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
