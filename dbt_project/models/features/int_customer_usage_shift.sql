{% set spans = [4, 13, 26, 52] %}
{% set numbers = ["level", "noise", "same_share", "zero_share"] %}

with

    weeks as (

        select
            customer_id,
            weeks_ago,
            is_ordinary,
            level - peer_level as level,
            noise,
            same_share,
            zero_share
        from {{ ref("int_usage_week_measure") }}
        inner join {{ ref("int_usage_week_peer") }} using (weeks_ago)

    ),

    summed as (

        select
            customer_id,
            {% for span in spans %}
                {% for number in numbers %}
                    avg(
                        case
                            when weeks_ago < {{ span }} and is_ordinary
                            then {{ number }}
                        end
                    ) as {{ number }}_{{ span }}w,
                    avg(
                        case
                            when weeks_ago >= {{ span }} and is_ordinary
                            then {{ number }}
                        end
                    ) as {{ number }}_before_{{ span }}w,
                {% endfor %}
            {% endfor %}
            avg(case when weeks_ago between 52 and 64 then level end) as level_13w_year,
            avg(case when weeks_ago >= 52 then level end) as level_26w_year,
            min(case when is_ordinary then level end) as lowest_level,
            max(case when is_ordinary then level end) as highest_level,
            min(case when not is_ordinary then level end) as festival_lowest_level,
            max(case when not is_ordinary then level end) as festival_highest_level,
            min(noise) as lowest_noise
        from weeks
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            {% for span in spans %}
                {% for number in numbers %}
                    {{ number }}_{{ span }}w
                    - {{ number }}_before_{{ span }}w
                    as {{ number }}_change_{{ span }}w,
                {% endfor %}
            {% endfor %}
            level_13w - level_13w_year as level_change_year_13w,
            level_26w - level_26w_year as level_change_year_26w,
            noise_4w,
            noise_52w,
            same_share_4w,
            same_share_52w,
            zero_share_52w,
            zero_share_before_52w,
            lowest_level,
            highest_level,
            festival_lowest_level,
            festival_highest_level,
            lowest_noise
        from summed

    )

select *
from measured
