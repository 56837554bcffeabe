with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

    -- what a call brought is known from its verification on
    verified as (

        select
            calls.customer_id,
            calls.called_on,
            calls.call_id,
            calls.shed_kw / calls.baseline_kw as shed_share
        from {{ ref("fct_demand_response") }} as calls
        cross join run_date
        where
            calls.verified_on <= run_date.as_of
            and calls.called_on > run_date.as_of - interval 24 months
            and calls.baseline_kw > 0
            and calls.shed_kw is not null

    ),

    answered as (

        select
            customer_id,
            count(*) as calls_24m,
            avg((shed_share > 0)::integer) as accepted_share_24m,
            avg(shed_share) as mean_shed_share_24m,
            max_by(shed_share, called_on || call_id) as last_shed_share
        from verified
        group by customer_id

    ),

    -- the others of the trade, so that a customer never called has something to go by
    trades as (

        select
            customers.industry_section,
            sum(verified.shed_share) as shed,
            count(*) as calls
        from verified
        inner join customers on verified.customer_id = customers.customer_id
        where customers.industry_section is not null
        group by customers.industry_section

    ),

    beside as (

        select
            customers.customer_id,
            (
                trades.shed
                - coalesce(answered.mean_shed_share_24m * answered.calls_24m, 0)
            )
            / nullif(trades.calls - coalesce(answered.calls_24m, 0), 0) as shed_share
        from customers
        inner join trades on customers.industry_section = trades.industry_section
        left join answered on customers.customer_id = answered.customer_id

    ),

    delivery as (select {{ delivered("marketing.demand_responses") }} as has_calls),

    joined as (

        select
            customers.customer_id,
            case when has_calls then coalesce(answered.calls_24m, 0) end as calls_24m,
            answered.accepted_share_24m,
            answered.mean_shed_share_24m,
            answered.last_shed_share,
            beside.shed_share as trade_shed_share_24m,
            -- few calls say little: the trade's mean counts as one call more
            (
                coalesce(answered.mean_shed_share_24m * answered.calls_24m, 0)
                + beside.shed_share
            )
            / (coalesce(answered.calls_24m, 0) + 1) as likely_shed_share,
            supply.own_generation <> 'none' as has_generation,
            supply.pv_mode <> 'none' as has_pv,
            supply.contract_capacity_kva
        from customers
        cross join delivery
        left join supply on customers.customer_id = supply.customer_id
        left join answered on customers.customer_id = answered.customer_id
        left join beside on customers.customer_id = beside.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
