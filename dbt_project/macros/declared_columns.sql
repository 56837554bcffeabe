{# what a contract is to SQL, for a Python model and for tags: the columns and types
   that the YAML declares, and no other column; or others of one type, where a name is
   given that the YAML cannot list, as the tags of a theme, which the taxonomy lists #}
{% test declared_columns(model, others=none) %}
    {% set faults = [] %}
    {% if execute %}
        {% set node = (
            graph.nodes.values()
            | selectattr("resource_type", "eq", "model")
            | selectattr("alias", "eq", model.identifier)
            | first
        ) %}
        {% set declared = {} %}
        {% for column in node.columns.values() if column.data_type %}
            {% do declared.update({column.name | lower: column.data_type | lower}) %}
        {% endfor %}
        {% set found = {} %}
        {% for column in adapter.get_columns_in_relation(model) %}
            {% do found.update({column.name | lower: column.dtype | lower}) %}
        {% endfor %}
        {% for name, type in declared.items() %}
            {% if found.get(name) != type %}
                {% do faults.append(
                    name
                    ~ " is "
                    ~ found.get(name, "missing")
                    ~ ", declared as "
                    ~ type
                ) %}
            {% endif %}
        {% endfor %}
        {% for name, type in found.items() if name not in declared and type != others %}
            {% do faults.append(name ~ " is " ~ type ~ " and not declared") %}
        {% endfor %}
    {% endif %}

    {% for fault in faults %}
        select
            {{ dbt.string_literal(dbt.escape_single_quotes(fault)) }} as fault
            {{ "union all" if not loop.last }}
    {% else %} select cast(null as varchar) as fault where false
    {% endfor %}
{% endtest %}
