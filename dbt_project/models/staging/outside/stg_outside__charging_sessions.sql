with

    source as (select * from {{ source("outside", "charging_sessions") }}),

    renamed as (

        select
            session_id,
            user_id,
            started_at,
            energy_kwh,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
