with

    source as (select * from {{ source("service_95598", "repairs") }}),

    renamed as (

        select
            ticket_id,
            customer_id,
            is_same_office,
            hung_up_at,
            sent_at,
            centre_received_at,
            centre_sent_at,
            crew_received_at,
            crew_accepted_at,
            crew_departed_at,
            crew_arrived_at,
            restored_at,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
