with

    run_date as (select * from {{ ref("run_date") }}),
    tickets as (select * from {{ ref("fct_ticket") }}),
    responses as (select * from {{ ref("fct_campaign_response") }}),
    users as (select * from {{ ref("fct_platform_user") }}),

    -- what the customer began or answered; what was sent to it says nothing of its
    -- taste
    gathered as (

        select customer_id, channel, opened_at as happened_at, true as is_timed
        from tickets

        union all

        select customer_id, channel, responded_at, true
        from responses
        where response in ('accepted', 'refused')

        union all

        -- the last visit on file may lie after the run date: then only joining is known
        select
            users.customer_id,
            users.channel,
            cast(
                case
                    when users.last_active_on <= run_date.as_of
                    then users.last_active_on
                    else users.registered_on
                end as timestamp
            ),
            false
        from users
        cross join run_date

    ),

    mapped as (

        select
            gathered.customer_id,
            case
                gathered.channel
                when 'website'
                then 'app'
                when 'counter'
                then 'visit'
                else gathered.channel
            end as channel,
            case
                when not gathered.is_timed
                then 'no_hour'
                when extract(hour from gathered.happened_at) < 12
                then 'morning'
                when extract(hour from gathered.happened_at) < 18
                then 'afternoon'
                else 'evening'
            end as part_of_day,
            gathered.happened_at,
            gathered.happened_at
            >= {{ window_of_months("run_date.as_of", 12) }} as is_recent

        from gathered
        cross join run_date
        where
            gathered.customer_id is not null
            and gathered.channel is not null
            and cast(gathered.happened_at as date) <= run_date.as_of
            and gathered.happened_at >= {{ window_of_months("run_date.as_of", 24) }}

    ),

    -- the last year counts double
    counted as (

        select
            customer_id,
            channel,
            part_of_day,
            count(*) as contacts,
            sum(case when is_recent then 2 else 1 end) as weight,
            max(happened_at) as last_happened_at

        from mapped
        group by customer_id, channel, part_of_day

    )

select *
from counted
