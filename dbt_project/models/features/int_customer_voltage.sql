with

    run_date as (select * from {{ ref("run_date") }}),
    voltage as (select * from {{ ref("fct_voltage_month") }}),

    -- a week of minutes is the least that shows a voltage
    measured as (

        select
            voltage.customer_id,
            case
                when sum(voltage.monitored_minutes) >= 7 * 1440
                then
                    1
                    - sum(voltage.over_minutes + voltage.under_minutes)
                    * 1.0
                    / sum(voltage.monitored_minutes)
            end as voltage_qualified_share_3m

        from voltage
        cross join run_date
        where
            voltage.month_on <= run_date.month_end_on
            and voltage.month_on
            > {{ dbt.dateadd("month", -3, "run_date.month_end_on") }}
        group by voltage.customer_id

    )

select *
from measured
