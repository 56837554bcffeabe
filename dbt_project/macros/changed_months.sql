{% macro changed_months(sources, merges) -%}
    {# Months to rebuild, as literals so that partitions prune. `sources`: pairs of a relation and its month.
       A month is rebuilt when newer rows came, or when it holds an account merged into another since. #}
    {%- set query -%}
        with newest as (select coalesce(max(landed_seq), 0) as seq from {{ this }})
        {% for relation, month in sources %}
            select cast({{ month }} as varchar) as month_on
            from {{ relation }}
            where landed_seq > (select seq from newest)
            union
        {% endfor %}
        select cast(month_on as varchar)
        from {{ this }}
        where customer_id in (select account_id from {{ merges }})
        order by 1
    {%- endset -%}
    {%- set found = run_query(query).columns[0].values() if execute else [] -%}
    {%- if found -%} '{{ found | join("', '") }}'
    {%- else -%} null
    {%- endif -%}
{%- endmacro %}
