with

    source as (select * from {{ source("outside", "platform_users") }}),

    renamed as (

        select
            user_id,
            customer_id,
            district,
            registered_on,
            last_active_on,
            active_days_30d,
            channel,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
