{% macro notice_hours() -%}
    {# Hours before a planned outage by which its notice is to have come: the project's own (tagrid.toml), which whoever
       runs dbt for the project sets in an environment variable; by hand those of the supply rules. #}
    {%- set promised = 24 -%} {{ env_var("TAGRID_NOTICE_HOURS", promised | string) }}
{%- endmacro %}
