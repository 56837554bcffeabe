with

    source as (select * from {{ source("outside", "weather") }}),

    renamed as (

        select
            station_id,
            weather_on,
            high_c,
            low_c,
            condition,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
