{% macro window_start(length, as_of="as_of") -%}
    {# First moment of the window of that length that ends with the day as_of: a column of days and one of moments
       are both in it from here on (>=). "12 months" to 2026-06-30 begin with 2025-07-01 00:00. #}
    {{ as_of }} - interval {{ length }} + interval 1 day
{%- endmacro %}
