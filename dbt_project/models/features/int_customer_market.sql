with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    -- whoever left buys from the utility again
    known as (

        select
            entries.*,
            coalesce(entries.left_on > run_date.as_of, true) as is_registered,
            entries.effective_on <= run_date.as_of as is_effective,
            run_date.as_of
        from {{ ref("fct_market_entry") }} as entries
        cross join run_date
        where entries.registered_on <= run_date.as_of

    ),

    entered as (

        select
            customer_id,
            bool_or(is_registered) as is_registered,
            bool_or(is_registered and is_effective) as is_in_market,
            max(case when is_registered and is_effective then kind end) as seller,
            bool_or(left_on is not null and left_on <= as_of) as has_left_market
        from known
        group by customer_id

    ),

    businesses as (

        select
            customers.customer_id,
            customers.industry_section,
            supply.feeder_id,
            coalesce(entered.is_registered, false)::integer as in_market
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
                    (sum(in_market) over same_feeder - in_market)
                    / nullif(count(*) over same_feeder - 1, 0)
            end as feeder_share,
            case
                when industry_section is not null
                then
                    (sum(in_market) over same_trade - in_market)
                    / nullif(count(*) over same_trade - 1, 0)
            end as trade_share
        from businesses
        window
            same_feeder as (partition by feeder_id),
            same_trade as (partition by industry_section)

    ),

    delivery as (

        select
            {{ delivered("marketing.market_entries", ["left_on"]) }} as has_entries,
            {{ delivered("marketing.market_entries", ["effective_on"]) }} as has_starts

    ),

    joined as (

        select
            customers.customer_id,
            case
                when has_entries then coalesce(entered.is_registered, false)
            end as is_registered,
            case
                when has_entries and has_starts
                then coalesce(entered.is_in_market, false)
            end as is_in_market,
            case when has_entries then entered.seller end as seller,
            case
                when has_entries then coalesce(entered.has_left_market, false)
            end as has_left_market,
            case when has_entries then beside.feeder_share end as feeder_share,
            case when has_entries then beside.trade_share end as trade_share
        from customers
        cross join delivery
        left join entered on customers.customer_id = entered.customer_id
        left join beside on customers.customer_id = beside.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
