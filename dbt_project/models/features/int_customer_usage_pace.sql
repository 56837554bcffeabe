with

    recent as (select * from {{ ref("int_usage_week") }} where weeks_ago < 65),

    measures as (

        select *, ln(daily_kwh + base_kwh) as daily_log
        from {{ ref("int_usage_week_measure") }}
        where weeks_ago < 26

    ),

    -- the mean day read of the last so many weeks
    paced as (

        select
            customer_id,
            {% for weeks in [1, 2, 4, 8, 13, 21, 26, 52] %}
                sum(case when weeks_ago < {{ weeks }} then energy_kwh end) / nullif(
                    sum(case when weeks_ago < {{ weeks }} then read_days end), 0
                ) as daily_kwh_{{ weeks }}w,
            {% endfor %}
            {% for weeks in [2, 4, 13, 21] %}
                sum(case when weeks_ago < {{ weeks }} then ordinary_kwh end) / nullif(
                    sum(case when weeks_ago < {{ weeks }} then ordinary_days end), 0
                ) as ordinary_kwh_{{ weeks }}w,
            {% endfor %}
            {% for weeks in [2, 4, 13, 26] %}
                sum(case when weeks_ago < {{ weeks }} then zero_days end) / nullif(
                    sum(case when weeks_ago < {{ weeks }} then read_days end), 0
                ) as zero_share_{{ weeks }}w,
            {% endfor %}
            sum(case when weeks_ago < 4 then rest_kwh end)
            / nullif(sum(case when weeks_ago < 4 then rest_days end), 0) as rest_kwh_4w,
            max(
                case when weeks_ago = 0 then list_avg([kwh_0, kwh_1, kwh_2]) end
            ) as daily_kwh_3d,
            min(case when zero_days < read_days then weeks_ago end) as idle_weeks,
            -- what came next a year ago, and the quarter before it
            sum(case when weeks_ago between 44 and 51 then energy_kwh end) / nullif(
                sum(case when weeks_ago between 44 and 51 then read_days end), 0
            ) as next_kwh_year,
            sum(case when weeks_ago between 52 and 64 then energy_kwh end) / nullif(
                sum(case when weeks_ago between 52 and 64 then read_days end), 0
            ) as daily_kwh_13w_year
        from recent
        group by customer_id

    ),

    spread as (

        select
            customer_id,
            max(typical_kwh) as typical_kwh,
            max(base_kwh) as base_kwh,
            regr_slope(
                case when weeks_ago < 8 then daily_log end, - weeks_ago
            ) as slope_8w,
            regr_slope(
                case when weeks_ago < 13 then daily_log end, - weeks_ago
            ) as slope_13w,
            stddev_pop(case when weeks_ago < 13 then daily_log end) as spread_13w,
            stddev_pop(daily_log) as spread_26w,
            min(daily_kwh) as lowest_kwh_26w,
            max(daily_kwh) as highest_kwh_26w,
            median(daily_kwh) as median_kwh_26w,
            avg(case when weeks_ago < 2 then noise end) as noise_2w,
            avg(case when weeks_ago < 8 then noise end) as noise_8w,
            avg(case when weeks_ago < 13 then noise end) as noise_13w
        from measures
        group by customer_id

    ),

    joined as (select * from paced inner join spread using (customer_id))

select *
from joined
