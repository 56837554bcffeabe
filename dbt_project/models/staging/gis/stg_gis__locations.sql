with

    source as (select * from {{ source("gis", "locations") }}),

    renamed as (

        select
            customer_id,
            longitude,
            latitude,
            area_type,
            district,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
