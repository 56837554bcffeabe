with

    run as (select * from {{ ref("run_date") }}),

    known as (

        select tariffs.*
        from {{ ref("stg_marketing__tariffs") }} as tariffs
        cross join run
        where tariffs.valid_from <= run.as_of

    ),

    -- a price list may name only what changed
    in_force as (

        select
            tariff_code,
            max_by(tariff_category, valid_from) as tariff_category,
            max_by(
                price_yuan_per_kwh, case when period = 'peak' then valid_from end
            ) as price_peak_yuan,
            max_by(
                price_yuan_per_kwh, case when period = 'flat' then valid_from end
            ) as price_flat_yuan,
            max_by(
                price_yuan_per_kwh, case when period = 'valley' then valid_from end
            ) as price_valley_yuan,
            max_by(
                price_yuan_per_kwh, case when period = 'single' then valid_from end
            ) as price_single_yuan,
            max(valid_from) as priced_on
        from known
        group by tariff_code

    )

select *
from in_force
