with

    source as (select * from {{ source("metering", "daily_voltage") }}),

    renamed as (

        select
            customer_id,
            reading_on,
            monitored_minutes,
            over_minutes,
            under_minutes,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
