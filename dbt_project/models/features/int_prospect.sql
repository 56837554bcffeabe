with

    customers as (select * from {{ ref("dim_customer") }}),
    application as (select * from {{ ref("int_prospect_application") }}),
    on_platform as (select * from {{ ref("int_prospect_platform") }}),

    joined as (

        select
            customers.customer_id,
            customers.origin,
            customers.industry_section,
            customers.area_type,
            application.requested_capacity_kva,
            application.application_channel,
            application.has_scheme,
            application.is_surveyed,
            application.is_building,
            application.is_inspected,
            application.is_withdrawn,
            application.is_scheme_lapsed,
            application.scheme_days_left,
            case
                when not {{ delivered("marketing.connection_applications") }}
                then null
                when application.customer_id is null
                then false
                -- a step whose column never came may have been taken
                when
                    {{
                        delivered(
                            "marketing.connection_applications",
                            [
                                "source_count",
                                "surveyed_on",
                                "scheme_replied_on",
                                "construction_started_on",
                                "inspected_on",
                                "cancelled_on",
                            ],
                        )
                    }}
                then true
            end as has_application,
            case
                when {{ delivered("outside.platform_users") }}
                then coalesce(on_platform.platform_users, 0)
            end as platform_users,
            on_platform.active_days_30d,
            on_platform.days_since_active,
            on_platform.platform_channel,
            case
                when {{ delivered("outside.charging_sessions") }}
                then coalesce(on_platform.charges_90d, 0)
            end as charges_90d,
            case
                when {{ delivered("outside.charging_sessions") }}
                then coalesce(on_platform.charges_12m, 0)
            end as charges_12m

        from customers
        left join application on customers.customer_id = application.customer_id
        left join on_platform on customers.customer_id = on_platform.entity_id
        where customers.subject = 'non_power_customer'

    )

select *
from joined
