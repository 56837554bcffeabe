{% set trade_as_calls = 4 %}
{% set trade_as_accepted = 0.5 %}

with

    supply as (select * from {{ ref("dim_supply") }}),

    -- Few calls say little, so the trade counts as some calls more (shrinkage: Efron
    -- and Morris 1975). Whether a call is taken is told by many calls only, how much
    -- is shed then by the first already: so the two are judged apart.
    likely as (

        select
            *,
            (own_accepted + {{ trade_as_calls }} * others_accepted_share)
            / (own_calls + {{ trade_as_calls }}) as likely_accepted_share,
            (own_shed + {{ trade_as_accepted }} * others_shed_when_accepted)
            / (own_accepted + {{ trade_as_accepted }}) as likely_shed_when_accepted
        from {{ ref("int_customer_call_record") }}

    ),

    joined as (

        select
            likely.customer_id,
            likely.own_shed / nullif(likely.own_calls, 0) as mean_shed_share_24m,
            likely.trade_shed_share as trade_shed_share_24m,
            likely.likely_accepted_share,
            likely.likely_shed_when_accepted,
            likely.likely_accepted_share
            * likely.likely_shed_when_accepted as likely_shed_share,
            likely.summer_share_shift,
            supply.own_generation <> 'none' as has_generation,
            supply.pv_mode <> 'none' as has_pv,
            supply.contract_capacity_kva
        from likely
        left join supply on likely.customer_id = supply.customer_id

    )

select *
from joined
