{% set landed = ref("stg_metering__daily_energy") %}
{% set readings = ref("fct_meter_reading") %}
{% set merges = ref("fct_account_merge") %}

with

    {% if is_incremental() %}
        changed as materialized({{ changed_days(landed, merges) }}),

        -- the month prunes the landed files, the day what is in them
        readings as (

            select *
            from {{ readings }}
            where
                period in (select period from changed)
                and reading_on in (select reading_on from changed)

        ),
    {% else %} readings as (select * from {{ readings }}),
    {% endif %}

    -- Few customers have several meters. Only their rows are grouped; the others pass
    -- as they stand, which takes a third of the time and a tenth of the memory.
    several as (

        select customer_id
        from readings
        group by customer_id
        having min(meter_id) <> max(meter_id)

    ),

    single as (

        select
            customer_id,
            reading_on,
            month_on,
            energy_kwh,
            peak_kwh,
            valley_kwh,
            max_demand_kw,
            is_estimated,
            sharp_kwh,
            deep_valley_kwh,
            landed_seq
        from readings
        where customer_id not in (select customer_id from several)

    ),

    summed as (

        select
            customer_id,
            reading_on,
            month_on,
            -- with one of the meters unread the sum would look like a drop
            case
                when count(energy_kwh) = count(*) then sum(energy_kwh)
            end as energy_kwh,
            case when count(peak_kwh) = count(*) then sum(peak_kwh) end as peak_kwh,
            case
                when count(valley_kwh) = count(*) then sum(valley_kwh)
            end as valley_kwh,
            sum(max_demand_kw) as max_demand_kw,
            bool_or(is_estimated) as is_estimated,
            case when count(peak_kwh) = count(*) then sum(sharp_kwh) end as sharp_kwh,
            case
                when count(valley_kwh) = count(*) then sum(deep_valley_kwh)
            end as deep_valley_kwh,
            max(landed_seq) as landed_seq
        from readings
        where customer_id in (select customer_id from several)
        group by customer_id, reading_on, month_on

    ),

    combined as (

        select *
        from single
        union all
        select *
        from summed

    )

select *
from combined
