with

    source as (select * from {{ source("service_95598", "tickets") }}),

    renamed as (

        select
            ticket_id,
            customer_id,
            kind,
            topic,
            channel,
            opened_at,
            closed_at,
            type_code,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
