with

    source as (select * from {{ source("outside", "court_records") }}),

    renamed as (

        select
            record_id,
            credit_code,
            state,
            listed_on,
            cleared_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
