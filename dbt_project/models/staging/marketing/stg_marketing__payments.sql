with

    source as (select * from {{ source("marketing", "payments") }}),

    renamed as (

        select
            payment_id,
            bill_id,
            customer_id,
            paid_on,
            amount_yuan,
            channel,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
