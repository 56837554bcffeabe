with

    source as (select * from {{ source("metering", "meter_events") }}),

    renamed as (

        select
            event_id,
            meter_id,
            customer_id,
            kind,
            occurred_at,
            ended_at,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
