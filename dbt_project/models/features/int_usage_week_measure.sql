with

    weeks as (select * from {{ ref("int_usage_week") }}),

    typical as (

        select customer_id, median(energy_kwh / read_days) as typical_kwh
        from weeks
        where energy_kwh > 0
        group by customer_id

    ),

    -- A fiftieth of the ordinary day is added before the logarithm is taken: a day
    -- without use is then a deep fall, and not minus infinity.
    logged as (

        select
            weeks.*,
            typical_kwh,
            typical_kwh * 0.02 + 0.1 as base_kwh,
            {% for place in range(7) %}
                ln(kwh_{{ place }} + base_kwh) as log_{{ place }},
            {% endfor %}
            ln(typical_kwh + base_kwh) as typical_log
        from weeks
        inner join typical on weeks.customer_id = typical.customer_id
        where read_days >= 4

    ),

    averaged as (

        select
            *,
            list_avg([log_0, log_1, log_2, log_3, log_4, log_5, log_6]) as mean_log,
            list_avg(
                [
                    {% for place in range(6) %}
                        abs(log_{{ place }} - log_{{ place + 1 }})
                        {{ "," if not loop.last }}
                    {% endfor %}
                ]
            ) as mean_jump,
            list_avg(
                [
                    {% for place in range(6) %}
                        cast(
                            kwh_{{ place }} = kwh_{{ place + 1 }}
                            and kwh_{{ place }} > 0 as integer
                        )
                        {{ "," if not loop.last }}
                    {% endfor %}
                ]
            ) as same_share
        from logged

    ),

    measured as (

        select
            customer_id,
            weeks_ago,
            is_ordinary,
            typical_kwh,
            base_kwh,
            energy_kwh / read_days as daily_kwh,
            highest_kwh,
            zero_days * 1.0 / read_days as zero_share,
            mean_log - typical_log as level,
            ln(mean_jump + 0.01) as noise,
            same_share,
            {% for place in range(7) %}
                log_{{ place }} - mean_log as swing_{{ place }}
                {{ "," if not loop.last }}
            {% endfor %}
        from averaged

    )

select *
from measured
