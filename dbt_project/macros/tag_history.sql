{% macro previous_as_of(snapshots) -%}
    {# The newest earlier snapshot. `since` is the date of the version in force: what was built after it was
       rolled back or never published, and is no past. #}
    select max(as_of)
    from {{ snapshots }}
    where
        as_of < (select as_of from {{ ref("run_date") }})
        {% if asked("since") %} and as_of <= date '{{ asked("since") }}' {% endif %}
{%- endmacro %}

{% macro forget_snapshots() -%}
    {# Runs before a snapshot is added: of those there are, only the one to compare with stays. #}
    delete from {{ this }} where as_of is distinct from ({{ previous_as_of(this) }})
{%- endmacro %}

{% macro forget_changes() -%}
    {# Runs before changes are added: a day computed again, or rolled back, loses what it had. #}
    delete from {{ this }}
    where
        changed_on >= (select as_of from {{ ref("run_date") }})
        {% if asked("since") %} or changed_on > date '{{ asked("since") }}' {% endif %}
{%- endmacro %}
