{# greatest() and least() overlook a null: greatest(least(null, 1), -1) is 1, not null. So no model uses them bare: what
   is not known stays so with `clamp`, and where a null is meant to be overlooked, `greatest_known` and `least_known`
   say so. #}
{% macro clamp(number, low=none, high=none) -%}
    {# the number, or the bound that it is beyond; a null stays null #}
    case
        {% if low is not none %}
            when {{ number }} < {{ low }} then {{ low }}
        {% endif %}
        {% if high is not none %}
            when {{ number }} > {{ high }} then {{ high }}
        {% endif %}
        else {{ number }}
    end
{%- endmacro %}

{% macro greatest_known(values) -%}
    {# the greatest of those that are known; null where none is #}
    greatest({{ values | join(", ") }})
{%- endmacro %}

{% macro least_known(values) -%}
    {# the least of those that are known; null where none is #}
    least({{ values | join(", ") }})
{%- endmacro %}
