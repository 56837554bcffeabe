with

    source as (select * from {{ source("metering", "terminals") }}),

    renamed as (

        select
            terminal_id,
            kind,
            state,
            transformer_id,
            installed_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
