with

    source as (select * from {{ source("outside", "poi") }}),

    renamed as (

        select
            poi_id,
            poi_name,
            category,
            longitude,
            latitude,
            district,
            area_type,
            customer_id,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
