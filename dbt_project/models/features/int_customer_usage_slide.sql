{% set falls = {
    "fall_3d": ("daily_kwh_3d", "daily_kwh_13w"),
    "fall_1w": ("daily_kwh_1w", "daily_kwh_13w"),
    "fall_2w": ("daily_kwh_2w", "daily_kwh_13w"),
    "fall_4w": ("daily_kwh_4w", "daily_kwh_13w"),
    "fall_8w": ("daily_kwh_8w", "daily_kwh_13w"),
    "fall_1w_to_4w": ("daily_kwh_1w", "daily_kwh_4w"),
    "fall_1w_to_21w": ("daily_kwh_1w", "daily_kwh_21w"),
    "fall_2w_to_21w": ("daily_kwh_2w", "daily_kwh_21w"),
    "fall_4w_to_21w": ("daily_kwh_4w", "daily_kwh_21w"),
    "fall_13w_to_21w": ("daily_kwh_13w", "daily_kwh_21w"),
    "fall_2w_to_26w": ("daily_kwh_2w", "daily_kwh_26w"),
    "fall_13w_to_26w": ("daily_kwh_13w", "daily_kwh_26w"),
    "fall_13w_to_52w": ("daily_kwh_13w", "daily_kwh_52w"),
    "ordinary_fall_2w": ("ordinary_kwh_2w", "ordinary_kwh_13w"),
    "ordinary_fall_2w_to_21w": ("ordinary_kwh_2w", "ordinary_kwh_21w"),
    "ordinary_fall_4w_to_21w": ("ordinary_kwh_4w", "ordinary_kwh_21w"),
    "ordinary_now_to_21w": ("ordinary_kwh_2w", "daily_kwh_21w"),
    "ordinary_weight_21w": ("ordinary_kwh_21w", "daily_kwh_21w"),
    "rest_share_4w": ("rest_kwh_4w", "daily_kwh_4w"),
    "below_highest_26w": ("daily_kwh_2w", "highest_kwh_26w"),
    "above_lowest_26w": ("daily_kwh_2w", "lowest_kwh_26w"),
    "below_median_26w": ("daily_kwh_2w", "median_kwh_26w"),
    "mean_to_median": ("daily_kwh_13w", "median_kwh_26w"),
    "season_ahead": ("next_kwh_year", "daily_kwh_13w_year"),
} %}
{% set compared = [
    "fall_2w",
    "fall_4w",
    "fall_1w_to_21w",
    "fall_2w_to_21w",
    "fall_4w_to_21w",
] %}

with

    pace as (select * from {{ ref("int_customer_usage_pace") }}),

    measured as (

        select
            customer_id,
            ln(typical_kwh) as typical_log,
            {% for name, (now, before) in falls.items() %}
                ln(({{ now }} + base_kwh) / ({{ before }} + base_kwh)) as {{ name }},
            {% endfor %}
            zero_share_2w,
            zero_share_4w,
            zero_share_13w,
            zero_share_26w,
            coalesce(idle_weeks, 65) as idle_weeks,
            slope_8w,
            slope_13w,
            spread_13w,
            spread_26w,
            noise_2w,
            noise_8w,
            noise_13w
        from pace

    ),

    compared as (

        select
            {% for name in compared %}
                {{ name }} - avg({{ name }}) over () as {{ name }}_over_peers,
            {% endfor %}
            *
        from measured

    )

select *
from compared
