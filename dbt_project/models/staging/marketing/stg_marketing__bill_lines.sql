with

    source as (select * from {{ source("marketing", "bill_lines") }}),

    renamed as (

        select
            bill_id,
            line_number,
            customer_id,
            bill_month,
            kind,
            time_period,
            quantity,
            unit,
            unit_price_yuan,
            amount_yuan,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
