{# what a contract is to SQL, for a Python model and for tags: the columns and types
   that the YAML declares, and no other column; or others of one type, where a name is
   given that the YAML cannot list, as the tags of a theme, which the taxonomy lists #}
{% test declared_columns(model, others=none) %}
    {% set columns = [] %}
    {% if execute %}
        {% set node = (
            graph.nodes.values()
            | selectattr("resource_type", "eq", "model")
            | selectattr("alias", "eq", model.identifier)
            | first
        ) %}
        {% for column in node.columns.values() if column.data_type %}
            {% do columns.append(column) %}
        {% endfor %}
    {% endif %}

    with

        declared as (

            {% for column in columns %}
                {{ "union all" if not loop.first }}
                select
                    '{{ column.name | lower }}' as name,
                    '{{ column.data_type | lower }}' as type
            {% else %}
                select cast(null as varchar) as name, cast(null as varchar) as type
                where false
            {% endfor %}

        ),

        found as (

            select lower(column_name) as name, lower(data_type) as type
            from duckdb_columns()
            where
                database_name = '{{ model.database }}'
                and schema_name = '{{ model.schema }}'
                and table_name = '{{ model.identifier }}'

        ),

        faults as (

            select
                case
                    when declared.name is null
                    then format('{} is {} and not declared', found.name, found.type)
                    else
                        format(
                            '{} is {}, declared as {}',
                            declared.name,
                            coalesce(found.type, 'missing'),
                            declared.type
                        )
                end as fault
            from declared
            full join found on declared.name = found.name
            where
                found.type is distinct from declared.type
                {% if others %}
                    and (declared.name is not null or found.type <> '{{ others }}')
                {% endif %}

        )

    select fault
    from faults
{% endtest %}
