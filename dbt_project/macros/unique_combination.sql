{% test unique_combination(model, columns, newest_only=false) %}
    {# newest_only: rows of the last delivery; older ones were tested when they came #}
    select {{ columns | join(", ") }}
    from {{ model }}
    {% if newest_only %}
        where landed_seq = (select max(landed_seq) from {{ model }})
    {% endif %}
    group by {{ columns | join(", ") }}
    having count(*) > 1 or {{ columns | join(" is null or ") }} is null
{% endtest %}
