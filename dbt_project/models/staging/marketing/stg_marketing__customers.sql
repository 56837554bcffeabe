with

    source as (select * from {{ source("marketing", "customers") }}),

    renamed as (

        select
            customer_id,
            customer_name,
            customer_type,
            address,
            district,
            phone,
            industry_code,
            enterprise_size,
            important_category,
            hardship_category,
            billing_mode,
            credit_code,
            opened_on,
            closed_on,
            merged_into_id,
            updated_at,
            household_size,
            importance_grade,
            party_id,
            settlement_account_id,
            grid_id,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
