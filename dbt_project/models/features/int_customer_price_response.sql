with

    run as (select * from {{ ref("run_date") }}),

    months as (

        select
            energy.customer_id,
            energy.month_on,
            energy.valley_kwh / energy.split_kwh as valley_share
        from {{ ref("fct_monthly_energy") }} as energy
        cross join run
        where month_on <= month_end_on and reading_days >= 20 and split_kwh > 0

    ),

    priced as (

        select
            customer_id,
            from_on,
            price_ratio
            / lag(price_ratio) over (partition by customer_id order by from_on)
            - 1 as ratio_change
        from {{ ref("fct_price_ratio") }}
        cross join run
        where from_on <= as_of

    ),

    -- a rise or fall of all prices alike gives no reason to move load
    changes as (

        select
            customer_id,
            from_on as changed_on,
            sign(ratio_change) as direction,
            lag(from_on) over (partition by customer_id order by from_on) as prior_on,
            lead(from_on) over (partition by customer_id order by from_on) as next_on
        from priced
        where abs(ratio_change) >= 0.05

    ),

    -- the months of the year after a change beside the same months before it
    paired as (

        select
            changes.customer_id,
            changes.changed_on,
            count(*) as pairs,
            any_value(direction)
            * (avg(months.valley_share) - avg(before.valley_share)) as moved_share
        from changes
        inner join
            months
            on changes.customer_id = months.customer_id
            and months.month_on >= changes.changed_on
            and months.month_on <= changes.changed_on + interval 11 month
            and coalesce(months.month_on + interval 1 month <= next_on, true)
        inner join
            months as before
            on months.customer_id = before.customer_id
            and months.month_on = before.month_on + interval 12 month
            and coalesce(before.month_on >= prior_on, true)
        group by 1, 2
        having count(*) >= 3

    ),

    latest as (

        select customer_id, max_by(moved_share, changed_on) as moved_share
        from paired
        group by customer_id

    ),

    counted as (

        select
            customer_id,
            count(case when abs(ratio_change) >= 0.05 then 1 end) as price_changes
        from priced
        group by customer_id

    ),

    joined as (

        select counted.customer_id, counted.price_changes, latest.moved_share
        from counted
        left join latest on counted.customer_id = latest.customer_id

    )

select *
from joined
