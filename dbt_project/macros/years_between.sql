{% macro years_between(first, last) -%}
    {# years from one day to another by anniversaries, a twelfth a whole month: 1.0 on the first anniversary #}
    date_sub('month', {{ first }}, {{ last }}) / 12.0
{%- endmacro %}
