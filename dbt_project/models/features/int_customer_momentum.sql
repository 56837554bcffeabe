with

    run as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    supply as (select * from {{ ref("dim_supply") }}),

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

    -- asked for and not done yet; done within the year
    requests as (

        select
            changes.customer_id,
            sum(
                case
                    when
                        changes.kind = 'increase'
                        and coalesce(changes.completed_on > run.as_of, true)
                    then changes.capacity_change_kva
                end
            ) as pending_kva,
            sum(
                case
                    when
                        changes.kind in ('increase', 'decrease')
                        and changes.completed_on <= run.as_of
                    then
                        case
                            when changes.kind = 'decrease'
                            then - abs(changes.capacity_change_kva)
                            else changes.capacity_change_kva
                        end
                end
            ) as changed_kva
        from {{ ref("fct_change_request") }} as changes
        cross join run
        where
            changes.requested_on <= run.as_of
            and changes.requested_on > run.as_of - interval 12 months
        group by changes.customer_id

    ),

    delivery as (select {{ delivered("marketing.change_requests") }} as has_requests),

    joined as (

        select
            customers.customer_id,
            case when grown.months >= 2 then grown.quarter_growth end as quarter_growth,
            grown.last_month_growth,
            case
                when grown.months >= 2 and grown.earlier_months >= 2
                then grown.quarter_growth - grown.earlier_growth
            end as growth_gain,
            case
                when has_requests
                then
                    coalesce(requests.pending_kva, 0)
                    / nullif(supply.contract_capacity_kva, 0)
            end as pending_increase_share,
            case
                when has_requests
                then
                    coalesce(requests.changed_kva, 0)
                    / nullif(supply.contract_capacity_kva, 0)
            end as changed_capacity_share,
            case
                when has_requests then coalesce(request.is_suspended, false)
            end as is_suspended
        from customers
        cross join delivery
        left join supply on customers.customer_id = supply.customer_id
        left join grown on customers.customer_id = grown.customer_id
        left join requests on customers.customer_id = requests.customer_id
        left join
            {{ ref("int_customer_request") }} as request
            on customers.customer_id = request.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
