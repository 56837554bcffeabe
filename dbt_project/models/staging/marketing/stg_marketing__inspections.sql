with

    source as (select * from {{ source("marketing", "inspections") }}),

    renamed as (

        select
            inspection_id,
            customer_id,
            due_on,
            done_on,
            result,
            kind,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
