{% set periods = ["sharp", "peak", "flat", "valley", "deep_valley", "single"] %}

with

    run as (select * from {{ ref("run_date") }}),

    -- a price list may name only what changed
    newest as (

        select
            tariffs.*,
            row_number() over (
                partition by tariffs.tariff_code, tariffs.period
                order by tariffs.valid_from desc
            ) as age
        from {{ ref("stg_marketing__tariffs") }} as tariffs
        cross join run
        where tariffs.valid_from <= run.as_of

    ),

    known as (

        select
            newest.* replace (
                case
                    when coalesce(newest.valid_to >= run.as_of, true)
                    then newest.price_yuan_per_kwh
                end as price_yuan_per_kwh
            )
        from newest
        cross join run
        where newest.age = 1

    ),

    in_force as (

        select
            tariff_code,
            max_by(tariff_category, valid_from) as tariff_category,
            max_by(pricing, valid_from) as pricing,
            max_by(resident_use, valid_from) as resident_use,
            {% for period in periods %}
                max(
                    case when period = '{{ period }}' then price_yuan_per_kwh end
                ) as price_{{ period }}_yuan,
            {% endfor %}
            max(valid_from) as priced_on
        from known
        group by tariff_code

    )

select *
from in_force
