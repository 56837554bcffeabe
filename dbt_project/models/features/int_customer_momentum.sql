with

    run as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    -- like days beside like days: workdays alone, which holidays do not touch
    months as (

        select
            energy.customer_id,
            energy.month_on,
            energy.workday_kwh / nullif(energy.workday_days, 0) as daily_kwh,
            {{ dbt.datediff("energy.month_on", "run.month_end_on", "month") }} as age
        from {{ ref("fct_monthly_energy") }} as energy
        cross join run
        where
            energy.month_on <= run.month_end_on
            and energy.month_on > run.month_end_on - interval 18 month
            and energy.reading_days >= 20

    ),

    paired as (

        select
            months.customer_id,
            months.age,
            months.daily_kwh,
            before.daily_kwh as before_kwh
        from months
        inner join
            months as before
            on months.customer_id = before.customer_id
            and months.month_on = before.month_on + interval 12 month
        where months.age < 6

    ),

    grown as (

        select
            customer_id,
            sum(case when age < 3 then daily_kwh - before_kwh end)
            / nullif(sum(case when age < 3 then before_kwh end), 0) as quarter_growth,
            sum(case when age = 0 then daily_kwh - before_kwh end) / nullif(
                sum(case when age = 0 then before_kwh end), 0
            ) as last_month_growth,
            sum(case when age >= 3 then daily_kwh - before_kwh end)
            / nullif(sum(case when age >= 3 then before_kwh end), 0) as earlier_growth,
            count(case when age < 3 then 1 end) as months,
            count(case when age >= 3 then 1 end) as earlier_months
        from paired
        group by customer_id

    ),

    recent as (

        select
            customer_id,
            avg(case when age < 3 then daily_kwh end)
            / nullif(avg(case when age between 3 and 5 then daily_kwh end), 0)
            - 1 as recent_trend
        from months
        group by customer_id

    ),

    joined as (

        select
            customers.customer_id,
            case when grown.months >= 2 then grown.quarter_growth end as quarter_growth,
            grown.last_month_growth,
            recent.recent_trend,
            case
                when grown.months >= 2 and grown.earlier_months >= 2
                then grown.quarter_growth - grown.earlier_growth
            end as growth_gain
        from customers
        left join grown on customers.customer_id = grown.customer_id
        left join recent on customers.customer_id = recent.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
