with

    repairs as (select * from {{ ref("stg_service_95598__repairs") }}),

    tickets as (select * from {{ ref("fct_ticket") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    timed as (

        select
            repairs.ticket_id,
            coalesce(
                merges.customer_id, repairs.customer_id, tickets.customer_id
            ) as customer_id,
            repairs.is_same_office,
            repairs.hung_up_at,
            repairs.sent_at,
            repairs.centre_received_at,
            repairs.centre_sent_at,
            repairs.crew_received_at,
            repairs.crew_accepted_at,
            repairs.crew_departed_at,
            repairs.crew_arrived_at,
            repairs.restored_at,
            {{
                dbt.datediff(
                    "repairs.hung_up_at", "repairs.crew_arrived_at", "second"
                )
            }} / 60.0 as arrival_minutes,
            repairs.landed_seq
        from repairs
        left join tickets on repairs.ticket_id = tickets.ticket_id
        left join merges on repairs.customer_id = merges.account_id

    )

select *
from timed
