{% macro brought_on(address) -%}
    {# what the freshness of a master table is measured by: it has no day of its own #}
    select max(cast(brought_on as timestamp))
    from {{ source("landing", "status") }}
    where address = '{{ address }}'
{%- endmacro %}
