{% macro lacks(address, columns) -%}
    {# The table came, without one of these columns: what they say is not known. A table that never came is another
       matter, and `delivered` asks for it. #}
    ({{ delivered(address) }} and not {{ delivered(address, columns) }})
{%- endmacro %}
