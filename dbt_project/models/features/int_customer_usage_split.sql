with

    run as (select * from {{ ref("run_date") }}),

    months as (

        select
            customer_id,
            month_on > month_end_on - interval 3 month as is_recent,
            peak_kwh,
            valley_kwh,
            split_kwh,
            case when max_demand_kw > 0 then energy_kwh end as demand_kwh,
            case
                when max_demand_kw > 0 then reading_days * 24 * max_demand_kw
            end as highest_kwh
        from {{ ref("fct_monthly_energy") }}
        cross join run
        where
            month_on <= month_end_on
            and month_on > month_end_on - interval 18 month
            and reading_days >= 10

    ),

    summed as (

        select
            customer_id,
            sum(case when is_recent then peak_kwh end)
            / nullif(sum(case when is_recent then split_kwh end), 0) as peak_share_3m,
            sum(case when not is_recent then peak_kwh end) / nullif(
                sum(case when not is_recent then split_kwh end), 0
            ) as peak_share_before,
            sum(case when is_recent then valley_kwh end)
            / nullif(sum(case when is_recent then split_kwh end), 0) as valley_share_3m,
            sum(case when not is_recent then valley_kwh end) / nullif(
                sum(case when not is_recent then split_kwh end), 0
            ) as valley_share_before,
            sum(case when is_recent then demand_kwh end) / nullif(
                sum(case when is_recent then highest_kwh end), 0
            ) as load_factor_3m,
            sum(case when not is_recent then demand_kwh end) / nullif(
                sum(case when not is_recent then highest_kwh end), 0
            ) as load_factor_before
        from months
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            peak_share_3m - peak_share_before as peak_share_change_3m,
            valley_share_3m - valley_share_before as valley_share_change_3m,
            load_factor_3m - load_factor_before as load_factor_change_3m
        from summed

    )

select *
from measured
