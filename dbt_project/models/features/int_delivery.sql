-- What the delivered columns can tell: a column that never came leaves empty what may
-- be there, so nothing follows from its emptiness.
with

    run_date as (select * from {{ ref("run_date") }}),

    flags as (

        select
            as_of,
            (
                select any_value(delivered_columns)
                from {{ ref("dim_delivery") }}
                where address = 'marketing.customers'
            ) as customer_columns,
            not (
                {{ lacks("outside.registrations", ["company_name", "industry_code"]) }}
                or {{ lacks("marketing.supply_points", ["capacity_kva"]) }}
                or {{ lacks("marketing.contracts", ["contract_capacity_kva"]) }}
                or {{
                    lacks(
                        "marketing.customers",
                        ["customer_name", "industry_code", "credit_code"],
                    )
                }}
            ) as has_comparison,
            not {{ lacks("marketing.change_requests", ["completed_on"]) }}
            as has_completions,
            not {{ lacks("marketing.supply_points", ["transformer_ownership"]) }}
            as has_ownership,
            not {{ lacks("outside.poi", ["category", "customer_id"]) }}
            as has_own_places,
            -- whose an outage was, since when, and how long it lasted
            (
                {{ delivered("service_95598.outages") }}
                or {{ delivered("metering.sensed_outages") }}
            )
            and not (
                {{
                    lacks(
                        "service_95598.outages",
                        ["feeder_id", "transformer_id", "ended_at"],
                    )
                }}
                or {{ lacks("metering.sensed_outages", ["ended_at"]) }}
                or {{ lacks("gis.transformers", ["feeder_id"]) }}
                or {{
                    lacks(
                        "marketing.supply_points",
                        ["transformer_id", "energised_on"],
                    )
                }}
            ) as has_outages,
            not (
                {{ lacks("marketing.dunning", ["is_cut_off"]) }}
                or {{ lacks("marketing.customers", ["credit_code"]) }}
                or {{ lacks("outside.court_records", ["cleared_on"]) }}
            ) as has_deductions,
            not (
                {{ lacks("marketing.inspections", ["done_on"]) }}
                or {{
                    lacks(
                        "marketing.electrician_training",
                        ["trained_on", "valid_until"],
                    )
                }}
            ) as has_findings,
            not {{ lacks("metering.daily_energy", ["energy_kwh", "is_estimated"]) }}
            as has_reads,
            not {{
                lacks(
                    "marketing.meters",
                    ["removed_on", "next_verification_on", "fault_state"],
                )
            }} as has_meter_states

        from run_date

    )

select *
from flags
