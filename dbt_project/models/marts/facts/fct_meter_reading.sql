with

    readings as (select * from {{ ref("stg_metering__daily_energy") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    resolved as (

        select
            coalesce(merges.customer_id, readings.customer_id) as customer_id,
            readings.meter_id,
            readings.reading_on,
            cast(date_trunc('month', readings.reading_on) as date) as month_on,
            readings.energy_kwh,
            readings.peak_kwh,
            readings.valley_kwh,
            readings.max_demand_kw,
            readings.is_estimated,
            readings.sharp_kwh,
            readings.deep_valley_kwh,
            readings.reverse_kwh,
            readings.landed_seq,
            readings.period
        from readings
        left join merges on readings.customer_id = merges.account_id

    )

select *
from resolved
