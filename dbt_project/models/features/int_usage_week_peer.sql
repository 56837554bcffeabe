with

    -- bounded, so that the few who stand still do not speak for all; times nothing, as
    -- least() overlooks a day without a reading
    averaged as (

        select
            weeks_ago,
            avg(greatest(least(level, 1), -1)) as peer_level,
            {% for place in range(7) %}
                avg(
                    greatest(least(swing_{{ place }}, 1), -1) + swing_{{ place }} * 0
                ) as peer_{{ place }}
                {{ "," if not loop.last }}
            {% endfor %}
        from {{ ref("int_usage_week_measure") }}
        group by weeks_ago

    )

select *
from averaged
