{% macro delivered(address) -%}
    {# a count over a table that never came is null, not zero #}
    (
        select coalesce(bool_or(is_delivered), false)
        from {{ ref("dim_delivery") }}
        where address = '{{ address }}'
    )
{%- endmacro %}
