with

    run_date as (select * from {{ ref("run_date") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    usage as (select * from {{ ref("int_customer_usage") }}),

    delivery as (select * from {{ ref("int_delivery") }}),

    measured as (

        select
            supply.customer_id,
            supply.meter_count,
            case
                when has_meter_states and has_reads then supply.has_meter_fault
            end as has_meter_fault,
            {{ dbt.datediff("run_date.as_of", "supply.next_verification_on", "day") }}
            as verification_days_left,
            usage.reading_share_30d

        from supply
        cross join run_date
        cross join delivery
        left join usage on supply.customer_id = usage.customer_id

    )

select *
from measured
