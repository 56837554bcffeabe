with

    source as (select * from {{ source("gis", "transformers") }}),

    renamed as (

        select
            transformer_id,
            feeder_id,
            feeder_name,
            substation,
            capacity_kva,
            ownership,
            max_load_share,
            loss_share,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
