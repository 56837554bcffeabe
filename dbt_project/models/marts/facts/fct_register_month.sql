with

    registers as (select * from {{ ref("fct_register") }}),

    meters as (select * from {{ ref("fct_meter") }}),

    monthly as (

        select *, cast(date_trunc('month', frozen_on) as date) as month_on
        from registers
        where previous_on = date_trunc('month', frozen_on) - interval 1 day

    ),

    months as (select distinct customer_id, month_on from monthly),

    -- a meter hung or taken down within the month has measured a part of it
    hung as (

        select months.customer_id, months.month_on, count(*) as meters
        from months
        inner join meters on months.customer_id = meters.customer_id
        where
            coalesce(meters.installed_on <= last_day(months.month_on), true)
            and coalesce(meters.removed_on >= months.month_on, true)
        group by months.customer_id, months.month_on

    ),

    summed as (

        select
            monthly.customer_id,
            monthly.month_on,
            any_value(hung.meters) as meters,
            any_value(hung.meters) = count(monthly.energy_kwh) as is_whole,
            sum(monthly.energy_kwh) as energy_kwh,
            sum(monthly.sharp_kwh) as sharp_kwh,
            sum(monthly.peak_kwh) as peak_kwh,
            sum(monthly.flat_kwh) as flat_kwh,
            sum(monthly.valley_kwh) as valley_kwh,
            sum(monthly.deep_valley_kwh) as deep_valley_kwh,
            sum(monthly.reverse_kwh) as reverse_kwh,
            -- a display has two digits after the point
            sum(0.01 * monthly.multiplier) as rounding_kwh,
            bool_or(monthly.went_back) as went_back
        from monthly
        inner join
            hung
            on monthly.customer_id = hung.customer_id
            and monthly.month_on = hung.month_on
        group by monthly.customer_id, monthly.month_on

    )

select *
from summed
