{% macro known_numbers() -%}
    {# The numbers that customers of the kept versions have: a refresh puts them there before the build, in a table that no
       model writes, so that a build by hand harms nothing. Nothing before the first version. #}
    {{
        return(
            adapter.get_relation(target.database, target.schema, "customer_numbers")
        )
    }}
{%- endmacro %}
