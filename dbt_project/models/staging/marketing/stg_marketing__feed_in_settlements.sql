with

    source as (select * from {{ source("marketing", "feed_in_settlements") }}),

    renamed as (

        select
            settlement_id,
            customer_id,
            fed_in_month,
            settled_on,
            fed_in_kwh,
            amount_yuan,
            paid_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
