with

    source as (select * from {{ source("marketing", "manager_contacts") }}),

    renamed as (

        select
            contact_id,
            customer_id,
            manager_id,
            contacted_at,
            channel,
            purpose,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
