{% set daily = ref("fct_daily_energy") %}
{% set merges = ref("fct_account_merge") %}

with

    readings as (

        select
            customer_id,
            month_on,
            extract(day from reading_on) as day,
            cast(energy_kwh as float) as kwh,
            landed_seq
        from {{ daily }}
        {% if is_incremental() %}
            where month_on in ({{ changed_months([(daily, "month_on")], merges) }})
        {% endif %}

    ),

    -- three times faster than a list in order of the day, and it leaves gaps where
    -- they are
    months as (

        select
            customer_id,
            month_on,
            [
                {% for day in range(1, 32) %}
                    max(case when day = {{ day }} then kwh end),
                {% endfor %}
            ] as kwh_of_31,
            max(landed_seq) as landed_seq
        from readings
        group by customer_id, month_on

    ),

    cut as (

        select
            customer_id,
            month_on,
            list_resize(kwh_of_31, extract(day from last_day(month_on))) as daily_kwh,
            landed_seq
        from months

    )

select *
from cut
-- one customer is read at a time: rows beside one another leave most blocks unread
order by customer_id, month_on
