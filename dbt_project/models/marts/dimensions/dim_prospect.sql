with

    run as (select * from {{ ref("run_date") }}),

    accounts as (select * from {{ ref("dim_account") }}),

    sections as (select * from {{ ref("industry_sections") }}),

    sites as (select * from {{ ref("fct_poi") }}),

    applications as (

        select
            applications.*,
            row_number() over (
                partition by applicant_id order by accepted_on desc, application_id desc
            ) as newest,
            -- whoever got an account by an application is no prospect any more
            count(accounts.customer_id) over (partition by applicant_id) as accounts
        from {{ ref("fct_connection_application") }} as applications
        cross join run
        left join accounts on applications.customer_id = accounts.customer_id
        where applications.accepted_on <= run.as_of

    ),

    users as (

        select users.*
        from {{ ref("fct_platform_user") }} as users
        cross join run
        left join accounts on users.customer_id = accounts.customer_id
        where accounts.customer_id is null and users.registered_on <= run.as_of

    ),

    chargers as (

        select distinct user_id
        from {{ ref("fct_charging_session") }}
        cross join run
        where cast(started_at as date) <= as_of

    ),

    prospects as (

        select
            'applicant:' || applications.applicant_id as customer_id,
            'applicant' as origin,
            applications.applicant_name as customer_name,
            applications.district,
            applications.phone,
            applications.area_type,
            applications.industry_code,
            sections.section as industry_section,
            cast(null as double) as longitude,
            cast(null as double) as latitude
        from applications
        left join
            sections on {{ industry_key("applications.industry_code") }} = sections.code
        where applications.newest = 1 and applications.accounts = 0

        union all

        select
            'poi:' || sites.poi_id,
            'poi_business',
            sites.poi_name,
            sites.district,
            null,
            sites.area_type,
            null,
            null,
            sites.longitude,
            sites.latitude
        from sites
        left join accounts on sites.customer_id = accounts.customer_id
        where accounts.customer_id is null

        union all

        select
            'platform:' || users.user_id,
            case
                when chargers.user_id is null then 'platform_user' else 'charging_user'
            end,
            null,
            users.district,
            null,
            null,
            null,
            null,
            null,
            null
        from users
        left join chargers on users.user_id = chargers.user_id

    )

select *
from prospects
