with

    source as (select * from {{ source("metering", "sensed_outages") }}),

    renamed as (

        select customer_id, started_at, ended_at, _landed_seq as landed_seq, period

        from source

    )

select *
from renamed
