with

    encounter as (select * from {{ ref("int_customer_encounter") }}),

    -- two cases of the mean customer are added to each, so that few cases weigh little
    smoothed as (

        select
            customer_id,
            case
                when outages > 0 and {{ delivered("service_95598.tickets") }}
                then
                    (
                        outage_contacts
                        / nullif(sum(outage_contacts) over () / sum(outages) over (), 0)
                        + 2
                    )
                    / (outages + 2)
            end as outage_contact_index,
            case
                when encounters > 0
                then
                    (
                        grievances
                        / nullif(sum(grievances) over () / sum(encounters) over (), 0)
                        + 2
                    )
                    / (encounters + 2)
            end as grievance_index
        from encounter

    )

select *
from smoothed
