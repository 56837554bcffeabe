with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    -- whoever left buys from the utility again
    entered as (

        select
            entries.customer_id,
            max((entries.left_on is null or entries.left_on > run_date.as_of)::integer)
            = 1 as is_in_market,
            max((entries.left_on <= run_date.as_of)::integer) = 1 as has_left_market
        from {{ ref("fct_market_entry") }} as entries
        cross join run_date
        where entries.registered_on <= run_date.as_of
        group by entries.customer_id

    ),

    businesses as (

        select
            customers.customer_id,
            customers.industry_section,
            supply.feeder_id,
            coalesce(entered.is_in_market, false)::integer as in_market,
            coalesce(entered.has_left_market, false) as has_left_market
        from customers
        left join supply on customers.customer_id = supply.customer_id
        left join entered on customers.customer_id = entered.customer_id
        where
            customers.subject = 'power_customer'
            and customers.customer_type is distinct from 'household'

    ),

    -- the others of the feeder and of the trade: nobody is an example to itself
    beside as (

        select
            *,
            case
                when feeder_id is not null
                then
                    (sum(in_market) over (partition by feeder_id) - in_market) / nullif(
                        cast(count(*) over (partition by feeder_id) - 1 as double), 0
                    )
            end as feeder_share,
            case
                when industry_section is not null
                then
                    (
                        sum(in_market) over (partition by industry_section) - in_market
                    ) / nullif(
                        cast(
                            count(*) over (partition by industry_section) - 1 as double
                        ),
                        0
                    )
            end as trade_share
        from businesses

    ),

    delivery as (
        select {{ delivered("marketing.market_entries", ["left_on"]) }} as has_entries
    ),

    joined as (

        select
            customers.customer_id,
            case
                when has_entries then coalesce(beside.in_market, 0) = 1
            end as is_in_market,
            case
                when has_entries then coalesce(beside.has_left_market, false)
            end as has_left_market,
            case when has_entries then beside.feeder_share end as feeder_share,
            case when has_entries then beside.trade_share end as trade_share
        from customers
        cross join delivery
        left join beside on customers.customer_id = beside.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
