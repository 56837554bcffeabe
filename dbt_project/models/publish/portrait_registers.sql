with

    run as (select * from {{ ref("run_date") }}),

    months as (select * from {{ ref("fct_register_month") }}),

    daily as (select * from {{ ref("fct_monthly_energy") }}),

    bills as (select * from {{ ref("fct_bill") }}),

    -- bills of other days than the month's own cannot be laid beside its registers
    billed as (

        select customer_id, bill_month, sum(energy_kwh) as energy_kwh
        from bills
        inner join run on bills.issued_on <= run.as_of
        group by customer_id, bill_month
        having count(covers_from) = 0 and count(covers_through) = 0

    ),

    -- of the days, where every one of them was read
    fed_in as (

        select customer_id, month_on, sum(reverse_kwh) as reverse_kwh
        from {{ ref("fct_meter_reading") }}
        where reverse_kwh is not null
        group by customer_id, month_on
        having count(distinct reading_on) = day(last_day(month_on))

    ),

    settled as (

        select customer_id, fed_in_month, sum(fed_in_kwh) as fed_in_kwh
        from {{ ref("fct_feed_in") }}
        inner join run on settled_on <= run.as_of
        group by customer_id, fed_in_month

    ),

    compared as (

        select
            months.customer_id,
            months.month_on,
            months.meters,
            months.went_back,
            case when months.is_whole then months.energy_kwh end as register_kwh,
            case when months.is_whole then months.sharp_kwh end as sharp_kwh,
            case when months.is_whole then months.peak_kwh end as peak_kwh,
            case when months.is_whole then months.flat_kwh end as flat_kwh,
            case when months.is_whole then months.valley_kwh end as valley_kwh,
            case
                when months.is_whole then months.deep_valley_kwh
            end as deep_valley_kwh,
            case when months.is_whole then months.reverse_kwh end as reverse_kwh,
            case
                when
                    daily.missing_days = 0
                    and daily.reading_days = day(last_day(months.month_on))
                then daily.energy_kwh
            end as daily_kwh,
            billed.energy_kwh as billed_kwh,
            fed_in.reverse_kwh as daily_reverse_kwh,
            settled.fed_in_kwh as settled_reverse_kwh,
            {{ greatest_known(["months.rounding_kwh", "0.01 * months.energy_kwh"]) }}
            as tolerance_kwh
        from months
        inner join run on last_day(months.month_on) <= run.as_of
        left join
            daily
            on months.customer_id = daily.customer_id
            and months.month_on = daily.month_on
        left join
            billed
            on months.customer_id = billed.customer_id
            and months.month_on = billed.bill_month
        left join
            fed_in
            on months.customer_id = fed_in.customer_id
            and months.month_on = fed_in.month_on
        left join
            settled
            on months.customer_id = settled.customer_id
            and months.month_on = settled.fed_in_month
        where months.month_on >= {{ window_of_months("run.as_of", 24) }}

    ),

    judged as (

        select
            *,
            abs(register_kwh - daily_kwh) <= tolerance_kwh as agrees_with_days,
            abs(register_kwh - billed_kwh) <= tolerance_kwh as agrees_with_bill
        from compared

    )

select *
from judged
order by customer_id, month_on desc
