with

    source as (select * from {{ source("service_95598", "complaints") }}),

    renamed as (

        select
            ticket_id,
            customer_id,
            category,
            opened_at,
            due_at,
            resolved_at,
            is_justified,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
