with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (

        select * from {{ ref("dim_customer") }} where subject = 'power_customer'

    ),

    -- what is carried out after the run date is not yet
    commands as (

        select
            commands.customer_id,
            max_by(action, row(commanded_at, command_id)) as last_command,
            max_by(
                coalesce(cast(done_at as date) <= as_of, false),
                row(commanded_at, command_id)
            ) as is_command_done,
            max_by(
                {{ dbt.datediff("cast(done_at as date)", "as_of", "day") }},
                row(commanded_at, command_id)
            ) as days_since_command
        from {{ ref("fct_supply_command") }} as commands
        cross join run_date
        where cast(commanded_at as date) <= as_of
        group by commands.customer_id

    ),

    fed_in as (

        select
            settlements.customer_id,
            count(*) as settlements_12m,
            count_if(coalesce(paid_on > as_of, true)) as unpaid_settlements_12m
        from {{ ref("fct_feed_in") }} as settlements
        cross join run_date
        where settled_on <= as_of and settled_on >= {{ window_of_months("as_of", 12) }}
        group by settlements.customer_id

    ),

    delivery as (

        select
            {{ delivered("marketing.supply_commands", ["done_at"]) }} as has_commands,
            {{ delivered("marketing.feed_in_settlements", ["paid_on"]) }} as has_feed_in

    ),

    joined as (

        select
            customers.customer_id,
            delivery.has_commands,
            case
                when has_commands then coalesce(commands.last_command, 'none')
            end as last_command,
            commands.is_command_done,
            commands.days_since_command,
            case
                when has_feed_in then coalesce(fed_in.settlements_12m, 0)
            end as settlements_12m,
            case
                when has_feed_in then coalesce(fed_in.unpaid_settlements_12m, 0)
            end as unpaid_settlements_12m
        from customers
        cross join delivery
        left join commands on customers.customer_id = commands.customer_id
        left join fed_in on customers.customer_id = fed_in.customer_id

    )

select *
from joined
