with

    source as (select * from {{ source("marketing", "retail_contracts") }}),

    renamed as (

        select
            retail_contract_id,
            customer_id,
            valid_from,
            valid_to,
            price_form,
            base_yuan_per_kwh,
            reference,
            markup_yuan_per_kwh,
            reference_share,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
