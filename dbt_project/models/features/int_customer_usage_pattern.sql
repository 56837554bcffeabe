{% set spans = {
    "13w": (0, 13),
    "26w": (0, 26),
    "52w": (0, 52),
    "before_26w": (26, 78),
} %}
{% set places = range(7) %}
{% set mean_of = {} %}
{% for name in spans %}
    {% set means = [] %}
    {% for p in places %} {% do means.append("mean_" ~ p ~ "_" ~ name) %} {% endfor %}
    {% do mean_of.update({name: means}) %}
{% endfor %}

with

    weeks as (

        select
            *,
            {% for p in places %}
                coalesce(swing_{{ p }} * peer_{{ p }}, 0) +
            {% endfor %} 0 as together,
            {% for p in places %}
                coalesce(swing_{{ p }} * swing_{{ p }}, 0) +
            {% endfor %} 0 as own_squares,
            -- a weekday on which nobody was read adds nothing on either side
            {% for p in places %}
                coalesce(peer_{{ p }} * peer_{{ p }}, 0) +
            {% endfor %} 0 as peer_squares,
            {% for p in range(6) %}
                coalesce(swing_{{ p }} * swing_{{ p + 1 }}, 0) +
            {% endfor %} 0 as neighbours
        from {{ ref("int_usage_week_measure") }}
        inner join {{ ref("int_usage_week_peer") }} using (weeks_ago)

    ),

    summed as (

        select
            {% for name, (newest, oldest) in spans.items() %}
                {% set inside = "case when weeks_ago between %s and %s then " % (
                    newest,
                    oldest - 1,
                ) %}
                sum({{ inside }} together end) as together_{{ name }},
                sum({{ inside }} own_squares end) as own_{{ name }},
                sum({{ inside }} peer_squares end) as peers_{{ name }},
                sum({{ inside }} neighbours end) as neighbours_{{ name }},
                count({{ inside }} level end) as weeks_{{ name }},
                corr({{ inside }} level end, peer_level) as level_fit_{{ name }},
                stddev_pop({{ inside }} level end) as level_spread_{{ name }},
                max({{ inside }} highest_kwh end)
                / nullif(avg({{ inside }} daily_kwh end), 0) as peak_ratio_{{ name }},
                {% for p in places %}
                    avg(
                        {{ inside }} case when is_ordinary then swing_{{ p }} end end
                    ) as mean_{{ p }}_{{ name }},
                {% endfor %}
            {% endfor %}
            customer_id
        from weeks
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            {% for name in spans %}
                together_{{ name }} / sqrt(
                    own_{{ name }} * peers_{{ name }} + 0.0001
                ) as week_fit_{{ name }},
                level_fit_{{ name }},
                level_spread_{{ name }},
                peak_ratio_{{ name }},
                neighbours_{{ name }}
                / (own_{{ name }} + 0.01) as persistence_{{ name }},
                ln(own_{{ name }} / weeks_{{ name }} + 0.001) as swing_{{ name }},
                ln(
                    {% for p in places %}
                        coalesce(power(mean_{{ p }}_{{ name }}, 2), 0) +
                    {% endfor %} 0.0001
                )
                - swing_{{ name }} as weekday_share_{{ name }},
                {{ least_known(mean_of[name]) }} as weekday_low_{{ name }},
                {{ greatest_known(mean_of[name]) }} as weekday_high_{{ name }},
            {% endfor %}
            {% for name in ["13w", "26w"] %}
                sqrt(
                    {% for p in places %}
                        coalesce(
                            power(mean_{{ p }}_{{ name }} - mean_{{ p }}_before_26w, 2),
                            0
                        )
                        +
                    {% endfor %} 0
                ) as weekday_change_{{ name }}{{ "," if not loop.last }}
            {% endfor %}
        from summed

    )

select *
from measured
