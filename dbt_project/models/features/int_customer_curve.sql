{% set share = "(power_kw[{0}] + power_kw[{1}]) / 2 / day_kw" %}

with

    run as (select * from {{ ref("run_date") }}),

    -- around the Chinese New Year a works at rest has not changed its hours
    workdays as (
        select date_on
        from {{ ref("dim_date") }}
        cross join run
        where
            date_on <= as_of
            and date_on >= {{ window_of_days("as_of", 90) }}
            and is_workday
            and not is_festival_season

    ),

    curves as (

        select
            curves.customer_id,
            curves.curve_on,
            curves.power_kw,
            list_avg(curves.power_kw) as day_kw
        from {{ ref("fct_load_curve") }} as curves
        inner join workdays on curves.curve_on = workdays.date_on

    ),

    -- A day of rest has no shape, but the base load of what is never switched off.
    worked as (

        select *, median(day_kw) over (partition by customer_id) as usual_kw
        from curves
        where day_kw > 0
        qualify day_kw >= usual_kw / 5

    ),

    -- Half hours: nothing that makes a price or a shift is shorter.
    meant as (

        select
            customer_id,
            count(*) as curve_days,
            max(curve_on) as latest_curve_on,
            -- two half hours that are alike are so to the last digit: the first is
            -- the peak
            list_transform(
                [
                    {% for half in range(48) %}
                        avg({{ share.format(2 * half + 1, 2 * half + 2) }}),
                    {% endfor %}
                ],
                lambda one:{{ rounded("one") }}
            ) as mean_shape,
            [
                {% for half in range(48) %}
                    var_pop({{ share.format(2 * half + 1, 2 * half + 2) }}),
                {% endfor %}
            ] as variances
        from worked
        group by customer_id

    ),

    enough as (

        select
            customer_id,
            mean_shape as curve_shape_90d,
            sqrt(list_avg(variances)) as curve_scatter_90d,
            list_max(mean_shape) as peak_ratio_90d,
            list_min(mean_shape) as valley_ratio_90d,
            (list_position(mean_shape, list_max(mean_shape)) - 1) / 2 as peak_at_90d,
            (list_position(mean_shape, list_min(mean_shape)) - 1) / 2 as valley_at_90d
        from meant
        where curve_days >= 10 and len(list_filter(mean_shape, lambda p:p is null)) = 0

    ),

    measured as (

        select
            meant.customer_id,
            meant.curve_days as curve_days_90d,
            meant.latest_curve_on,
            enough.curve_shape_90d,
            -- one home's days are never alike, which tells nothing of that home
            case
                when customers.customer_type <> 'household'
                then {{ rounded("enough.curve_scatter_90d") }}
            end as curve_scatter_90d,
            enough.peak_at_90d,
            enough.peak_ratio_90d,
            enough.valley_at_90d,
            enough.valley_ratio_90d
        from meant
        inner join
            {{ ref("dim_customer") }} as customers
            on meant.customer_id = customers.customer_id
        left join enough on meant.customer_id = enough.customer_id

    )

select *
from measured
