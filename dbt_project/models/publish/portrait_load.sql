with

    run as (select * from {{ ref("run_date") }}),

    curves as (

        select curves.customer_id, curves.power_kw, dates.is_workday
        from {{ ref("fct_load_curve") }} as curves
        cross join run
        inner join {{ ref("dim_date") }} as dates on curves.curve_on = dates.date_on
        where
            curves.curve_on <= run.as_of
            and curves.curve_on >= {{ window_of_days("run.as_of", 30) }}

    ),

    means as (

        select
            customer_id,
            is_workday,
            cast(count(*) as integer) as days,
            [
                {% for quarter in range(1, 97) %}
                    cast(avg(power_kw[{{ quarter }}]) as float),
                {% endfor %}
            ] as mean_kw
        from curves
        group by customer_id, is_workday

    )

select *
from means
order by customer_id, is_workday desc
