{% test covers_the_day(model) %}
    {# each hour of a list's day is in one period: no hour without, none in two #}
    with

        spans as (

            select
                *,
                lag(to_hour) over same_day as before_hour,
                lead(from_hour) over same_day as after_hour
            from {{ model }}
            window
                same_day as (
                    partition by province, tariff_category, months, days, valid_from
                    order by from_hour
                )

        )

    select *
    from spans
    where
        from_hour <> coalesce(before_hour, 0) or (after_hour is null and to_hour <> 24)
{% endtest %}
