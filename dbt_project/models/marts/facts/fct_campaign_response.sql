with

    responses as (select * from {{ ref("stg_marketing__campaign_responses") }}),

    campaigns as (select * from {{ ref("stg_marketing__campaigns") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    described as (

        select
            responses.campaign_id,
            coalesce(merges.customer_id, responses.customer_id) as customer_id,
            campaigns.campaign_name,
            campaigns.kind as campaign_kind,
            responses.contacted_at,
            responses.channel,
            responses.response,
            responses.responded_at,
            responses.landed_seq
        from responses
        left join campaigns on responses.campaign_id = campaigns.campaign_id
        left join merges on responses.customer_id = merges.account_id

    )

select *
from described
