with

    run_date as (select * from {{ ref("run_date") }}),
    responses as (select * from {{ ref("fct_campaign_response") }}),

    known as (

        select
            responses.customer_id,
            responses.campaign_kind,
            case
                when cast(responses.responded_at as date) <= run_date.as_of
                then responses.response
                else 'ignored'
            end as response

        from responses
        cross join run_date
        where
            cast(responses.contacted_at as date) <= run_date.as_of
            and responses.contacted_at >= {{ window_of_months("run_date.as_of", 24) }}

    ),

    asked as (

        select
            customer_id,
            count(*) as campaigns,
            sum(case when response = 'accepted' then 1 else 0 end) as accepted,
            sum(case when response = 'refused' then 1 else 0 end) as refused,
            sum(
                case
                    when
                        response = 'accepted'
                        and campaign_kind in ('green_power', 'ev_charging')
                    then 1
                    else 0
                end
            ) as green_accepted,
            sum(
                case
                    when
                        response = 'accepted'
                        and campaign_kind in ('energy_saving', 'demand_response')
                    then 1
                    else 0
                end
            ) as saving_accepted

        from known
        group by customer_id

    )

select *
from asked
