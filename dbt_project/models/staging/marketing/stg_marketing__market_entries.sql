with

    source as (select * from {{ source("marketing", "market_entries") }}),

    renamed as (

        select
            entry_id,
            customer_id,
            registered_on,
            effective_on,
            kind,
            left_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
