{% macro hours(begin, end) -%}
    {# whole minutes between two moments, in hours #}
    {{ dbt.datediff(begin, end, "minute") }} / 60.0
{%- endmacro %}
