with

    complaints as (select * from {{ ref("stg_service_95598__complaints") }}),

    tickets as (select * from {{ ref("fct_ticket") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            complaints.ticket_id,
            coalesce(
                merges.customer_id, complaints.customer_id, tickets.customer_id
            ) as customer_id,
            complaints.category,
            complaints.opened_at,
            complaints.due_at,
            complaints.resolved_at,
            complaints.is_justified,
            complaints.landed_seq
        from complaints
        left join tickets on complaints.ticket_id = tickets.ticket_id
        left join merges on complaints.customer_id = merges.account_id

    )

select *
from resolved
