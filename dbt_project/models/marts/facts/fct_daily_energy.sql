{% set landed = ref("stg_metering__daily_energy") %}
{% set merges = ref("fct_account_merge") %}

with

    readings as (

        select *
        from {{ landed }}
        {% if is_incremental() %}
            where period in ({{ changed_months([(landed, "period")], merges) }})
        {% endif %}

    ),

    merges as (select * from {{ merges }}),

    summed as (

        select
            coalesce(merges.customer_id, readings.customer_id) as customer_id,
            reading_on,
            cast(date_trunc('month', reading_on) as date) as month_on,
            -- with one of several meters unread the sum would look like a drop
            case
                when count(energy_kwh) = count(*) then sum(energy_kwh)
            end as energy_kwh,
            case when count(peak_kwh) = count(*) then sum(peak_kwh) end as peak_kwh,
            case
                when count(valley_kwh) = count(*) then sum(valley_kwh)
            end as valley_kwh,
            sum(max_demand_kw) as max_demand_kw,
            bool_or(is_estimated) as is_estimated,
            max(landed_seq) as landed_seq

        from readings
        left join merges on readings.customer_id = merges.account_id
        group by 1, 2, 3

    )

select *
from summed
