with

    source as (select * from {{ source("marketing", "change_requests") }}),

    renamed as (

        select
            request_id,
            customer_id,
            kind,
            requested_on,
            completed_on,
            capacity_change_kva,
            scheme_replied_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
