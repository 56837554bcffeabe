with

    source as (select * from {{ source("service_95598", "outage_notices") }}),

    renamed as (

        select
            notice_id,
            outage_id,
            customer_id,
            channel,
            sent_at,
            received_at,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
