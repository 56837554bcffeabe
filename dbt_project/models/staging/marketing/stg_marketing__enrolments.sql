with

    source as (select * from {{ source("marketing", "enrolments") }}),

    renamed as (

        select
            enrolment_id,
            customer_id,
            kind,
            valid_from,
            valid_to,
            amount,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
