with

    source as (select * from {{ source("marketing", "equipment") }}),

    renamed as (

        select
            equipment_id,
            customer_id,
            kind,
            commissioned_on,
            capacity_kva,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
