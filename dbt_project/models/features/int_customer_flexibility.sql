{% set trade_as_calls = 4 %}
{% set trade_as_accepted = 0.5 %}
{% set days_ahead = 180 %}
{% set summer_months = "(6, 7, 8, 9)" %}
{% set peak_months = "(6, 7, 8, 9, 12, 1, 2)" %}

with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (

        select * from {{ ref("dim_customer") }} where subject = 'power_customer'

    ),

    supply as (select * from {{ ref("dim_supply") }}),

    -- what a call brought is known from its verification on
    verified as (

        select
            calls.customer_id,
            month(calls.called_on) in {{ summer_months }} as in_summer,
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
            count(*) as calls,
            count(*) filter (shed_share > 0) as accepted,
            sum(shed_share) as shed,
            count(*) filter (in_summer) as summer_calls
        from verified
        group by customer_id

    ),

    everyone as (

        select
            coalesce(sum(calls), 0) as calls,
            coalesce(sum(accepted), 0) as accepted,
            coalesce(sum(shed), 0) as shed,
            sum(summer_calls) / sum(calls) as summer_share
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
            coalesce(
                answered.summer_calls / answered.calls, everyone.summer_share
            ) as summer_share
        from customers
        cross join everyone
        left join trades on customers.industry_section = trades.industry_section
        left join answered on customers.customer_id = answered.customer_id

    ),

    usual as (

        select
            *,
            trade_shed / nullif(trade_calls, 0) as trade_shed_share_24m,
            coalesce(
                trade_accepted / nullif(trade_calls, 0),
                other_accepted / nullif(other_calls, 0)
            ) as accepted_share,
            coalesce(
                trade_shed / nullif(trade_accepted, 0),
                other_shed / nullif(other_accepted, 0)
            ) as shed_when_accepted
        from beside

    ),

    -- Few calls say little, so the trade counts as some calls more (shrinkage: Efron
    -- and Morris 1975). Whether a call is taken is told by many calls only, how much
    -- is shed then by the first already: so the two are judged apart.
    likely as (

        select
            *,
            (own_accepted + {{ trade_as_calls }} * accepted_share)
            / (own_calls + {{ trade_as_calls }}) as likely_accepted_share,
            (own_shed + {{ trade_as_accepted }} * shed_when_accepted)
            / (own_accepted + {{ trade_as_accepted }}) as likely_shed_when_accepted
        from usual

    ),

    -- calls come in the peak months, and of those to come the calendar tells
    ahead as (

        select avg((month(day_on) in {{ summer_months }})::integer) as summer_share
        from
            (
                select
                    unnest(
                        range(
                            as_of + interval 1 day,
                            as_of + interval {{ days_ahead + 1 }} days,
                            interval 1 day
                        )
                    ) as day_on
                from run_date
            )
        where month(day_on) in {{ peak_months }}

    ),

    joined as (

        select
            likely.customer_id,
            likely.own_shed / nullif(likely.own_calls, 0) as mean_shed_share_24m,
            likely.trade_shed_share_24m,
            likely.likely_accepted_share,
            likely.likely_shed_when_accepted,
            likely.likely_accepted_share
            * likely.likely_shed_when_accepted as likely_shed_share,
            ahead.summer_share - likely.summer_share as summer_share_shift,
            supply.own_generation <> 'none' as has_generation,
            supply.pv_mode <> 'none' as has_pv,
            supply.contract_capacity_kva
        from likely
        cross join ahead
        left join supply on likely.customer_id = supply.customer_id

    )

select *
from joined
