with

    run as (select * from {{ ref("run_date") }}),

    responses as (select * from {{ ref("fct_campaign_response") }}),

    known as (

        select
            responses.customer_id,
            responses.campaign_id,
            responses.campaign_name,
            responses.campaign_kind,
            cast(responses.contacted_at as date) as contacted_on,
            responses.channel,
            case
                when cast(responses.responded_at as date) <= run.as_of
                then responses.response
                else 'ignored'
            end as response,
            case
                when cast(responses.responded_at as date) <= run.as_of
                then cast(responses.responded_at as date)
            end as responded_on
        from responses
        cross join run
        where
            cast(responses.contacted_at as date) <= run.as_of
            and responses.contacted_at >= {{ window_of_months("run.as_of", 24) }}

    )

select *
from known
order by customer_id, contacted_on, campaign_id
