{% set measures = ["level", "noise"] %}

with

    weeks as (

        select customer_id, weeks_ago, level - peer_level as level, noise
        from {{ ref("int_usage_week_measure") }}
        inner join {{ ref("int_usage_week_peer") }} using (weeks_ago)
        where is_ordinary

    ),

    -- counted apart: a week may have a level, and no two days to tell its noise by
    running as (

        select
            customer_id,
            weeks_ago
            {% for one in measures %}
                ,
                count({{ one }}) over later as {{ one }}_n,
                sum({{ one }}) over later as {{ one }}_sum,
                count({{ one }}) over everything as {{ one }}_all_n,
                sum({{ one }}) over everything as {{ one }}_all,
                sum({{ one }} * {{ one }}) over everything as {{ one }}_all2
            {% endfor %}
        from weeks
        window
            later as (
                partition by customer_id
                order by weeks_ago
                rows between unbounded preceding and current row
            ),
            everything as (partition by customer_id)

    ),

    -- a step before each week: its height, and the sum of squares that it explains
    split as (

        select
            *
            {% for one in measures %}
                ,
                case
                    when {{ one }}_n >= 3 and {{ one }}_all_n - {{ one }}_n >= 3
                    then
                        {{ one }}_sum / {{ one }}_n
                        - ({{ one }}_all - {{ one }}_sum)
                        / ({{ one }}_all_n - {{ one }}_n)
                end as {{ one }}_step,
                {{ one }}_n
                * ({{ one }}_all_n - {{ one }}_n)
                / {{ one }}_all_n
                * power({{ one }}_step, 2) as {{ one }}_gain,
                {{ one }}_all2
                - {{ one }}_all * {{ one }}_all / {{ one }}_all_n as {{ one }}_squares
            {% endfor %}
        from running

    ),

    found as (

        select
            customer_id
            {% for one in measures %}
                {% set best = "case when {0}_gain is not null then row({0}_gain, weeks_ago) end" %},
                max({{ one }}_all_n) as {{ one }}_weeks,
                max({{ one }}_squares) as {{ one }}_squares,
                max({{ one }}_gain) as {{ one }}_explained,
                arg_max({{ one }}_step, {{ best.format(one) }}) as {{ one }}_step,
                arg_max(weeks_ago, {{ best.format(one) }}) as {{ one }}_weeks_ago
            {% endfor %}
        from split
        group by customer_id
        having level_explained is not null

    ),

    measured as (

        select
            customer_id,
            {% for one in measures %}
                {{ one }}_step,
                {{ one }}_weeks_ago + 1 as {{ one }}_step_weeks,
                {{ one }}_explained
                / ({{ one }}_squares + 0.001) as {{ one }}_step_share,
                {% set rest = "(%s_squares - %s_explained)" % (one, one) %}
                sqrt({{ clamp(rest, low=0) }} / {{ one }}_weeks) as {{ one }}_spread,
            {% endfor %}
            level_step / (level_spread + 0.02) as level_step_contrast
        from found

    )

select *
from measured
