with

    source as (select * from {{ source("marketing", "defects") }}),

    renamed as (

        select
            defect_id,
            customer_id,
            equipment_id,
            severity,
            found_on,
            fix_due_on,
            fixed_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
