with

    source as (select * from {{ source("service_95598", "ticket_types") }}),

    renamed as (

        select
            type_code,
            level,
            parent_code,
            name,
            name_en,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
