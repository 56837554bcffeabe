{% macro arrival_limit(area) -%}
    {# Minutes within which a crew is to be on site, by the customer's area: the project's own (tagrid.toml), which
       whoever runs dbt for the project sets in an environment variable; by hand those of the ten promises of service.
       An area that nobody knows counts as urban. #}
    {%- set promised = {"urban": 45, "rural": 90, "remote": 120} -%}
    {%- set limits = fromjson(env_var("TAGRID_ARRIVAL_MINUTES", "{}")) or promised -%}
    case
        {{ area }}
        when 'rural'
        then {{ limits["rural"] }}
        when 'remote'
        then {{ limits["remote"] }}
        else {{ limits["urban"] }}
    end
{%- endmacro %}
