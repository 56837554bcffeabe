{% macro delivered(address, columns=[]) -%}
    {# A count over a table that never came is null, not zero; and what an absent column leaves empty is not known to
       be empty. `columns`: those without which nothing is known, all of them, by name. #}
    (
        select
            coalesce(
                bool_or(
                    is_delivered
                    {% for column in columns %}
                        and list_contains(delivered_columns, '{{ column }}')
                    {% endfor %}
                ),
                false
            )
        from {{ ref("dim_delivery") }}
        where address = '{{ address }}'
    )
{%- endmacro %}
