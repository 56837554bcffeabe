{% set above = [1, 2, 3, 4] %}

with

    source as (select * from {{ ref("stg_service_95598__ticket_types") }}),

    -- a code with all that stand above it, of five levels at most
    lines as (

        select
            up_0.type_code,
            [
                row(up_0.level, up_0.name, up_0.name_en)
                {% for n in above %}
                    , row(up_{{ n }}.level, up_{{ n }}.name, up_{{ n }}.name_en)
                {% endfor %}
            ] as levels
        from source as up_0
        {% for n in above %}
            left join
                source as up_{{ n }}
                on up_{{ n - 1 }}.parent_code = up_{{ n }}.type_code
        {% endfor %}

    ),

    steps as (select type_code, unnest(levels) as step from lines),

    levels as (

        select type_code, step[1] as level, step[2] as name, step[3] as name_en
        from steps
        where step[1] is not null

    ),

    named as (

        select
            type_code,
            {% for level in [1, 2, 3] %}
                max(case when level = {{ level }} then name end) as level_{{ level }},
                max(
                    case when level = {{ level }} then name_en end
                ) as level_{{ level }}_en,
            {% endfor %}
            string_agg(name, ' › ' order by level) filter (level > 1) as path,
            string_agg(coalesce(name_en, name), ' › ' order by level) filter (
                level > 1
            ) as path_en
        from levels
        group by type_code

    )

select *
from named
