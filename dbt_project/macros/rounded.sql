{% macro rounded(number) -%}
    {# To 8 decimals and 10 significant digits, whichever is the coarser: what stands beyond them in a sum of doubles is
       the order its rows came in, which is another in every run. The mean of a few decimals often lies in the very
       middle between two others, where that order would choose: a little, of digits that no decimal has, moves the
       middle elsewhere. #}
    case
        when abs({{ number }}) < 100
        then round({{ number }} + 1.23456789e-12, 8) + 0.0
        when abs({{ number }}) < 1e15
        then
            round(
                {{ number }} * (1 + 1.23456789e-13),
                9 - cast(floor(log10(abs({{ number }}))) as integer)
            )
        else {{ number }}
    end
{%- endmacro %}

{# Where a model with a contract becomes a table, its measures are rounded: once, here, for every model of a layer that
   computes them, so that none can forget. #}
{% macro duckdb__get_select_subquery(sql) %}
    select
        {% for column in model.columns.values() %}
            {% if column.data_type | lower == "double" and "features" in model.fqn %}
                {{ rounded(column.name) }} as {{ column.name }}
            {% else %} {{ column.name }}
            {% endif %}
            {{ "," if not loop.last }}
        {% endfor %}
    from ({{ sql ~ "\n" }}) as model_subq
{% endmacro %}
