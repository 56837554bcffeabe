with

    source as (select * from {{ source("marketing", "account_managers") }}),

    renamed as (

        select
            customer_id,
            manager_id,
            manager_name,
            assigned_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
