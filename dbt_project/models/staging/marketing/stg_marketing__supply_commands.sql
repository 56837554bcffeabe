with

    source as (select * from {{ source("marketing", "supply_commands") }}),

    renamed as (

        select
            command_id,
            customer_id,
            action,
            reason,
            commanded_at,
            done_at,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
