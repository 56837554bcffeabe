with

    encounter as (select * from {{ ref("int_customer_encounter") }}),

    delivery as (

        select
            {{ delivered("service_95598.tickets", ["customer_id", "topic"]) }}
            and has_outages as has_tickets,
            (
                {{ delivered("service_95598.tickets", ["customer_id"]) }}
                or {{ delivered("service_95598.surveys") }}
            )
            and not {{ lacks("service_95598.tickets", ["customer_id"]) }}
            and not {{ lacks("service_95598.callbacks", ["customer_id", "outcome"]) }}
            as has_encounters

        from {{ ref("int_delivery") }}

    ),

    means as (

        select
            sum(outage_contacts)
            * 1.0
            / nullif(sum(outages), 0) as mean_outage_contacts,
            sum(grievances) * 1.0 / nullif(sum(encounters), 0) as mean_grievances

        from encounter

    ),

    -- two cases of the mean customer are added to each, so that few cases weigh little
    smoothed as (

        select
            encounter.customer_id,
            case when has_tickets then outage_contacts end as outage_contacts_24m,
            case
                when has_tickets and outage_contacts > 0
                then (outage_contacts + 2 * mean_outage_contacts) / (outages + 2)
            end as outage_contact_rate,
            case
                when has_encounters and encounters > 0 then grievances
            end as grievances_24m,
            case
                when has_encounters and grievances > 0
                then (grievances + 2 * mean_grievances) / (encounters + 2)
            end as grievance_rate

        from encounter
        cross join means
        cross join delivery

    ),

    -- only those who reacted are ranked among one another
    ranked as (

        select
            *,
            case
                when outage_contact_rate is not null
                then
                    percent_rank() over (
                        partition by outage_contact_rate is null
                        order by outage_contact_rate
                    )
            end as outage_contact_rank,
            case
                when grievance_rate is not null
                then
                    percent_rank() over (
                        partition by grievance_rate is null order by grievance_rate
                    )
            end as grievance_rank

        from smoothed

    )

select *
from ranked
