{% macro asked(name) -%}
    {# What a run asks for: dbt's own variable by hand; a refresh sets an environment variable instead, as dbt
       parses the whole project anew whenever a variable of its own changes. #}
    {{
        return(
            var(name, "") or fromjson(env_var("TAGRID_ASKED", "{}")).get(name, "")
        )
    }}
{%- endmacro %}
