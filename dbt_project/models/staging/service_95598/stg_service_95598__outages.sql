with

    source as (select * from {{ source("service_95598", "outages") }}),

    renamed as (

        select
            outage_id,
            kind,
            feeder_id,
            transformer_id,
            planned_start_at,
            planned_end_at,
            started_at,
            ended_at,
            cause,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
