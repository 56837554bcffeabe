with

    run_date as (select * from {{ ref("run_date") }}),
    users as (select * from {{ ref("fct_platform_user") }}),
    sessions as (select * from {{ ref("fct_charging_session") }}),

    -- a user is known by its own number or, bound to a closed account, by the account's
    charged as (

        select
            users.user_id,
            sum(
                case
                    when
                        sessions.started_at
                        >= {{ window_of_days("run_date.as_of", 90) }}
                    then 1
                    else 0
                end
            ) as charges_90d,
            count(*) as charges_12m

        from sessions
        inner join users on sessions.user_id = users.user_id
        cross join run_date
        where
            cast(sessions.started_at as date) <= run_date.as_of
            and sessions.started_at >= {{ window_of_months("run_date.as_of", 12) }}
        group by users.user_id

    ),

    described as (

        select
            users.customer_id,
            'platform:' || users.user_id as user_key,
            users.channel,
            users.active_days_30d,
            case
                when users.last_active_on is not null
                then
                    {{
                        clamp(
                            dbt.datediff(
                                "users.last_active_on", "run_date.as_of", "day"
                            ),
                            low=0,
                        )
                    }}
            end as days_since_active,
            coalesce(charged.charges_90d, 0) as charges_90d,
            coalesce(charged.charges_12m, 0) as charges_12m

        from users
        cross join run_date
        left join charged on users.user_id = charged.user_id
        where users.registered_on <= run_date.as_of

    ),

    keyed as (

        select user_key as entity_id, described.*
        from described
        union all
        select customer_id as entity_id, described.*
        from described
        where customer_id is not null

    ),

    on_platform as (

        select
            entity_id,
            count(*) as platform_users,
            max(active_days_30d) as active_days_30d,
            min(days_since_active) as days_since_active,
            max_by(
                channel, row(- coalesce(days_since_active, 99999), channel)
            ) as platform_channel,
            sum(charges_90d) as charges_90d,
            sum(charges_12m) as charges_12m

        from keyed
        group by entity_id

    )

select *
from on_platform
