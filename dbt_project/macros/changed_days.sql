{% macro changed_days(landed, merges) -%}
    {# Days to rebuild, as dates: those with newer rows, and those of an account merged into another since.
       Whole days, as a customer's other meters and the account that is gone belong to the same day. #}
    {%- set query -%}
        with newest as (select coalesce(max(landed_seq), 0) as seq from {{ this }})
        select reading_on
        from {{ landed }}
        where landed_seq > (select seq from newest)
        union
        select reading_on
        from {{ this }}
        where customer_id in (select account_id from {{ merges }})
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() if execute else []) }}
{%- endmacro %}

{% macro days_of_periods(days) -%}
    {# Literals: the months prune the landed files, the days what is in them. #}
    {%- set months = [] -%}
    {%- for day in days if day.strftime("%Y-%m-01") not in months -%}
        {%- do months.append(day.strftime("%Y-%m-01")) -%}
    {%- endfor -%}
    {%- if days -%}
        period in ('{{ months | join("', '") }}')
        and reading_on in (
            {%- for day in days %}
                date '{{ day }}' {{ "," if not loop.last }}
            {%- endfor -%}
        )
    {%- else -%} false
    {%- endif -%}
{%- endmacro %}
