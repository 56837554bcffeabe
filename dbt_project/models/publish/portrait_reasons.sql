{# every model of the folder `scores`, by the tag that its .yml names under config.meta #}
{% set scores = {} %}
{% if execute %}
    {% set models = (
        graph.nodes.values()
        | selectattr("resource_type", "eq", "model")
        | list
    ) %}
    {% set read = (
        models
        | selectattr("fqn.1", "eq", "tags")
        | map(attribute="depends_on.nodes")
        | sum(start=[])
    ) %}
    {% for model in models if model.fqn[1] == "scores" %}
        {% set fault = (
            ": its .yml does not name its tag under config.meta.tag"
            if not model.config.meta.tag
            else ": no model of the folder `tags` reads it"
            if model.unique_id not in read
        ) %}
        {% if fault %}
            {{ exceptions.raise_compiler_error(model.original_file_path ~ fault) }}
        {% endif %}
        {% set relation = api.Relation.create(
            model.database, model.schema, model.alias
        ) %}
        {% do scores.update({model.config.meta.tag: relation}) %}
    {% endfor %}
{% endif %}
{# tags read scores, so every score is built before them #}
{% for themes in var("themes").values() %}
    {% for theme in themes %} {% do ref("tag_" ~ theme) %} {% endfor %}
{% endfor %}

with

    scored as (

        {% for tag, relation in scores | dictsort %}
            select customer_id, '{{ tag }}' as tag, reasons
            from {{ relation }} {{ "union all" if not loop.last }}
        {% else %}
            select
                cast(null as varchar) as customer_id,
                cast(null as varchar) as tag,
                cast(
                    null as struct(feature varchar, value double, effect double)[]
                ) as reasons
            where false
        {% endfor %}

    ),

    numbered as (

        select
            customer_id, tag, reasons, unnest(generate_series(1, len(reasons))) as rank
        from scored

    ),

    reasons as (

        select
            customer_id,
            tag,
            cast(rank as integer) as rank,
            reasons[rank].feature as feature,
            reasons[rank].value as value,
            reasons[rank].effect as effect
        from numbered

    )

select *
from reasons
order by customer_id, tag, rank
