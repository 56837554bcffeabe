with

    run_date as (select * from {{ ref("run_date") }}),

    -- what came without its channel, its customer or its kind leaves out some contacts
    flags as (

        select
            as_of,
            not (
                {{ lacks("marketing.payments", ["channel"]) }}
                or {{ lacks("service_95598.tickets", ["customer_id", "channel"]) }}
                or {{
                    lacks(
                        "marketing.campaign_responses",
                        ["channel", "response", "responded_at"],
                    )
                }}
                or {{
                    lacks(
                        "outside.platform_users",
                        ["customer_id", "channel", "last_active_on"],
                    )
                }}
            ) as has_channels,
            {{
                delivered(
                    "marketing.campaign_responses", ["response", "responded_at"]
                )
            }} as has_answers,
            not (
                {{ lacks("marketing.campaigns", ["kind"]) }}
                or {{
                    lacks(
                        "marketing.campaign_responses", ["response", "responded_at"]
                    )
                }}
                or {{ lacks("marketing.supply_points", ["pv_mode"]) }}
            ) as has_green_signs,
            not (
                {{ lacks("marketing.campaigns", ["kind"]) }}
                or {{
                    lacks(
                        "marketing.campaign_responses", ["response", "responded_at"]
                    )
                }}
                or {{ lacks("marketing.manager_contacts", ["purpose"]) }}
                or {{ lacks("marketing.contracts", ["is_time_of_use"]) }}
                or {{
                    lacks(
                        "metering.daily_energy",
                        ["energy_kwh", "peak_kwh", "valley_kwh"],
                    )
                }}
            ) as has_saving_signs

        from run_date

    )

select *
from flags
