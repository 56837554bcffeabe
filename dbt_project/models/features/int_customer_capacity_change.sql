with

    run as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    request as (select * from {{ ref("int_customer_request") }}),

    -- asked for and not done yet; done within the year
    requests as (

        select
            changes.customer_id,
            sum(
                case
                    when
                        changes.capacity_effect = 'more'
                        and coalesce(changes.completed_on > run.as_of, true)
                    then changes.capacity_change_kva
                end
            ) as pending_kva,
            sum(
                case
                    when
                        changes.capacity_effect is not null
                        and changes.completed_on <= run.as_of
                    then
                        case
                            when changes.capacity_effect = 'less'
                            then - abs(changes.capacity_change_kva)
                            else changes.capacity_change_kva
                        end
                end
            ) as changed_kva
        from {{ ref("fct_change_request") }} as changes
        cross join run
        where
            changes.requested_on <= run.as_of
            and changes.requested_on >= {{ window_of_months("run.as_of", 12) }}
        group by changes.customer_id

    ),

    delivery as (
        select
            {{
                delivered(
                    "marketing.change_requests",
                    ["completed_on", "capacity_change_kva"],
                )
            }} as has_requests
    ),

    joined as (

        select
            customers.customer_id,
            case
                when has_requests
                then
                    coalesce(requests.pending_kva, 0)
                    / nullif(supply.contract_capacity_kva, 0)
            end as pending_increase_share,
            case
                when has_requests
                then
                    coalesce(requests.changed_kva, 0)
                    / nullif(supply.contract_capacity_kva, 0)
            end as changed_capacity_share,
            case
                when has_requests then coalesce(request.is_suspended, false)
            end as is_suspended
        from customers
        cross join delivery
        left join supply on customers.customer_id = supply.customer_id
        left join requests on customers.customer_id = requests.customer_id
        left join request on customers.customer_id = request.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
