{% macro changed_months(sources, merges, type="date") -%}
    {# Months to rebuild, as `type`. `sources`: pairs of a relation and its month. A month is rebuilt when newer rows
       came, or when it holds an account merged into another since. DuckDB prunes partitions by it as by literals. #}
    {% for relation, month in sources %}
        select cast({{ month }} as {{ type }}) as changed_on
        from {{ relation }}
        where landed_seq > (select coalesce(max(landed_seq), 0) from {{ this }})
        union
    {% endfor %}
    select cast(month_on as {{ type }})
    from {{ this }}
    where customer_id in (select account_id from {{ merges }})
{%- endmacro %}
