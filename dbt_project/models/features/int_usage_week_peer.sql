with

    -- bounded, so that the few who stand still do not speak for all
    averaged as (

        select
            weeks_ago,
            avg({{ clamp("level", -1, 1) }}) as peer_level,
            {% for place in range(7) %}
                avg({{ clamp("swing_" ~ place, -1, 1) }}) as peer_{{ place }}
                {{ "," if not loop.last }}
            {% endfor %}
        from {{ ref("int_usage_week_measure") }}
        group by weeks_ago

    )

select *
from averaged
