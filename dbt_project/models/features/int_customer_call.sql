{% set days_ahead = 180 %}
{% set verified_within_days = 60 %}
{% set summer_months = "(6, 7, 8, 9)" %}
{% set peak_months = "(6, 7, 8, 9, 12, 1, 2)" %}

with

    run_date as (select * from {{ ref("run_date") }}),

    -- what a call brought is known from its verification on; one that is not verified
    -- for long brought nothing
    verified as (

        select
            calls.customer_id,
            month(calls.called_on) in {{ summer_months }} as in_summer,
            case
                when calls.verified_on <= run_date.as_of
                then calls.shed_kw / calls.baseline_kw
                else 0
            end as shed_share
        from {{ ref("fct_demand_response") }} as calls
        cross join run_date
        where
            (
                (calls.verified_on <= run_date.as_of and calls.shed_kw is not null)
                or (
                    {{ delivered("marketing.demand_responses", ["verified_on"]) }}
                    and coalesce(calls.verified_on > run_date.as_of, true)
                    and calls.called_on
                    < run_date.as_of - interval {{ verified_within_days }} days
                )
            )
            and calls.called_on >= {{ window_of_months("run_date.as_of", 24) }}
            and calls.baseline_kw > 0

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

    answered as (

        select
            customer_id,
            count(*) as calls,
            count(*) filter (shed_share > 0) as accepted,
            sum(shed_share) as shed,
            max(ahead.summer_share) - avg(in_summer::integer) as summer_share_shift
        from verified
        cross join ahead
        group by customer_id

    )

select *
from answered
