with

    source as (select * from {{ source("service_95598", "callbacks") }}),

    renamed as (

        select
            callback_id,
            ticket_id,
            customer_id,
            called_at,
            outcome,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
