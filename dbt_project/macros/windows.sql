{% macro window_of_months(as_of, months) -%}
    {# First moment of the window of so many months that ends with the day as_of. A column of days and one of moments are
       in it alike from here on (>=): twelve months to 2026-06-30 begin with 2025-07-01 00:00. #}
    {{ as_of }} - interval {{ months }} month + interval 1 day
{%- endmacro %}

{% macro window_of_days(as_of, days) -%}
    {# first moment of the window of so many days that ends with the day as_of #}
    {{ as_of }} - interval {{ days }} day + interval 1 day
{%- endmacro %}
