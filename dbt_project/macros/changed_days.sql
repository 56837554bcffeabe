{% macro changed_days(landed, merges) -%}
    {# Days to rebuild and their months, a row a day: those with newer rows, and those of an account merged into another
       since. Whole days, as a customer's other meters and the account that is gone belong to the same day. #}
    select reading_on, strftime(reading_on, '%Y-%m-01') as period
    from {{ landed }}
    where landed_seq > (select coalesce(max(landed_seq), 0) from {{ this }})
    union
    select reading_on, strftime(reading_on, '%Y-%m-01') as period
    from {{ this }}
    where customer_id in (select account_id from {{ merges }})
{%- endmacro %}
