with

    source as (select * from {{ source("marketing", "prepaid_balances") }}),

    renamed as (

        select customer_id, balance_on, balance_yuan, _landed_seq as landed_seq, period

        from source

    )

select *
from renamed
