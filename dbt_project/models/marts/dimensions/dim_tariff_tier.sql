-- of the limits for the month of the run date, the newest that holds
with

    run as (select * from {{ ref("run_date") }}),

    in_force as (

        select
            tiers.tariff_code,
            tiers.tier,
            tiers.cycle,
            tiers.above_kwh,
            coalesce(tiers.larger_home_kwh, 0) as larger_home_kwh,
            tiers.extra_yuan_per_kwh
        from {{ ref("stg_marketing__tariff_tiers") }} as tiers
        cross join run
        where
            tiers.valid_from <= run.as_of
            and coalesce(tiers.valid_to >= run.as_of, true)
            and list_contains(
                string_split(tiers.months, ' '),
                cast(extract(month from run.as_of) as varchar)
            )
        qualify
            row_number() over (
                partition by tiers.tariff_code, tiers.tier
                order by tiers.valid_from desc
            )
            = 1

    )

select *
from in_force
