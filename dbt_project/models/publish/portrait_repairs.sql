with

    run as (
        select as_of, as_of + interval 1 day as until_at from {{ ref("run_date") }}
    ),

    repairs as (

        select
            repairs.customer_id,
            repairs.ticket_id,
            repairs.is_same_office,
            repairs.hung_up_at,
            repairs.sent_at,
            repairs.centre_received_at,
            repairs.centre_sent_at,
            repairs.crew_received_at,
            repairs.crew_accepted_at,
            repairs.crew_departed_at,
            case
                when repairs.crew_arrived_at < run.until_at then crew_arrived_at
            end as crew_arrived_at,
            case
                when repairs.restored_at < run.until_at then restored_at
            end as restored_at,
            case
                when repairs.crew_arrived_at < run.until_at then arrival_minutes
            end as arrival_minutes
        from {{ ref("fct_repair") }} as repairs
        cross join run
        where
            repairs.customer_id is not null
            and repairs.hung_up_at < run.until_at
            and repairs.hung_up_at >= {{ window_of_months("run.as_of", 24) }}

    )

select *
from repairs
order by customer_id, hung_up_at desc, ticket_id
