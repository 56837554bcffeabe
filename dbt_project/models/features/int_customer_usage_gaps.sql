with

    weeks as (

        select *, 7 - read_days as gap_days
        from {{ ref("int_usage_week") }}
        where weeks_ago < 52

    ),

    summed as (

        select
            customer_id,
            max(weeks_ago) + 1 as weeks_known,
            sum(read_days) as read_days,
            sum(case when weeks_ago < 4 then read_days end) as read_days_4w,
            sum(case when weeks_ago < 13 then read_days end) as read_days_13w,
            sum(estimated_days) as estimated_days,
            count_if(gap_days >= 4) as gap_weeks,
            count_if(gap_days between 1 and 3) as scattered_weeks,
            min(case when gap_days > 0 then weeks_ago end) as weeks_since_gap
        from weeks
        group by customer_id

    ),

    -- a week without any row is a gap of seven days
    measured as (

        select
            customer_id,
            1 - read_days / (weeks_known * 7.0) as gap_share_52w,
            1
            - coalesce(read_days_4w, 0)
            / ({{ clamp("weeks_known", high=4) }} * 7.0) as gap_share_4w,
            1
            - coalesce(read_days_13w, 0)
            / ({{ clamp("weeks_known", high=13) }} * 7.0) as gap_share_13w,
            (
                1
                - coalesce(read_days_13w, 0)
                / ({{ clamp("weeks_known", high=13) }} * 7.0)
            )
            - (1 - read_days / (weeks_known * 7.0)) as gap_share_change_13w,
            estimated_days * 1.0 / nullif(read_days, 0) as estimated_share_52w,
            gap_weeks as gap_weeks_52w,
            scattered_weeks as scattered_gap_weeks_52w,
            weeks_since_gap
        from summed

    )

select *
from measured
