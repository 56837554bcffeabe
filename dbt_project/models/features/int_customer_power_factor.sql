with

    run as (select * from {{ ref("run_date") }}),

    bills as (select * from {{ ref("fct_bill") }}),

    measured as (

        select
            customer_id,
            sum(power_factor * energy_kwh)
            / nullif(sum(energy_kwh), 0) as power_factor_12m,
            sum(power_factor_yuan) as power_factor_yuan_12m
        from bills
        cross join run
        where
            issued_on <= as_of
            and issued_on >= {{ window_of_months("as_of", 12) }}
            and power_factor is not null
        group by customer_id

    )

select *
from measured
