with

    customers as (

        select * from {{ ref("dim_customer") }} where subject = 'power_customer'

    ),

    answered as (select * from {{ ref("int_customer_call") }}),

    everyone as (

        select
            coalesce(sum(calls), 0) as calls,
            coalesce(sum(accepted), 0) as accepted,
            coalesce(sum(shed), 0) as shed
        from answered

    ),

    trades as (

        select
            customers.industry_section,
            sum(answered.calls) as calls,
            sum(answered.accepted) as accepted,
            sum(answered.shed) as shed
        from answered
        inner join customers on answered.customer_id = customers.customer_id
        where customers.industry_section is not null
        group by customers.industry_section

    ),

    -- the others of the trade, so that a customer never called has something to go by
    beside as (

        select
            customers.customer_id,
            coalesce(answered.calls, 0) as own_calls,
            coalesce(answered.accepted, 0) as own_accepted,
            coalesce(answered.shed, 0) as own_shed,
            trades.calls - own_calls as trade_calls,
            trades.accepted - own_accepted as trade_accepted,
            trades.shed - own_shed as trade_shed,
            everyone.calls - own_calls as other_calls,
            everyone.accepted - own_accepted as other_accepted,
            everyone.shed - own_shed as other_shed,
            answered.summer_share_shift
        from customers
        cross join everyone
        left join trades on customers.industry_section = trades.industry_section
        left join answered on customers.customer_id = answered.customer_id

    ),

    usual as (

        select
            customer_id,
            own_calls,
            own_accepted,
            own_shed,
            summer_share_shift,
            trade_shed / nullif(trade_calls, 0) as trade_shed_share,
            coalesce(
                trade_accepted / nullif(trade_calls, 0),
                other_accepted / nullif(other_calls, 0)
            ) as others_accepted_share,
            coalesce(
                trade_shed / nullif(trade_accepted, 0),
                other_shed / nullif(other_accepted, 0)
            ) as others_shed_when_accepted
        from beside

    )

select *
from usual
