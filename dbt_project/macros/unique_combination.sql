{% test unique_combination(model, columns, newest_only=false, merges=none) %}
    {# newest_only: what has landed since the version before; by hand, of the last delivery. Older rows were tested when
       they came. An incremental model is rebuilt by days or months: each in which a row landed is tested whole, as its
       older rows were built again beside the new ones, and so are the customers of `merges`, whose rows moved; by hand
       and in a full refresh all of it is. #}
    {% set tested = (
        graph.nodes.values()
        | selectattr("resource_type", "eq", "model")
        | selectattr("alias", "eq", model.identifier)
        | first
    ) if execute %}
    {% set span = tested.config.unique_key if tested and tested.config.materialized == "incremental" %}
    {% set after = asked("landed_after") %}
    {# apart, as each reads the blocks of its own rows alone #}
    {% set parts = [none] %}
    {% if newest_only and after %}
        {% set landed = "landed_seq > %s" % after %}
        {% set spans = "{0} in (select {0} from {1} where {2})".format(
            span, model, landed
        ) %}
        {% set parts = [spans if span else landed] %}
        {% if merges %}
            {% do parts.append(
                "customer_id in (select customer_id from %s)" % merges
            ) %}
        {% endif %}
    {% elif newest_only and not span %}
        {% set parts = ["landed_seq = (select max(landed_seq) from %s)" % model] %}
    {% endif %}
    {% for part in parts %}
        select {{ columns | join(", ") }}
        from {{ model }}
        {% if part %} where {{ part }} {% endif %}
        group by {{ columns | join(", ") }}
        having
            count(*) > 1 or {{ columns | join(" is null or ") }} is null
            {{ "union all" if not loop.last }}
    {% endfor %}
{% endtest %}
