{% macro industry_key(code) -%}
    {# what an industry class begins with in the seed: C2511 -> C, 2511 -> 25 #}
    case
        when upper(left({{ code }}, 1)) between 'A' and 'Z'
        then upper(left({{ code }}, 1))
        else left({{ code }}, 2)
    end
{%- endmacro %}
