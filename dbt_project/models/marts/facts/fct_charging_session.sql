with

    sessions as (select * from {{ ref("stg_outside__charging_sessions") }}),

    users as (select * from {{ ref("fct_platform_user") }}),

    bound as (

        select
            sessions.session_id,
            sessions.user_id,
            users.customer_id,
            sessions.started_at,
            sessions.energy_kwh,
            sessions.landed_seq
        from sessions
        left join users on sessions.user_id = users.user_id

    )

select *
from bound
