{% test is_key(model, column_name) %}
    {# unique and not null at once: half the tests, and one reading of the column #}
    select {{ column_name }}
    from {{ model }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
{% endtest %}
