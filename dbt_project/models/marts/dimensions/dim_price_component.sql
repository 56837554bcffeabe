with

    run as (select * from {{ ref("run_date") }}),

    in_force as (

        select components.tariff_code, components.component, components.yuan_per_kwh
        from {{ ref("stg_marketing__price_components") }} as components
        cross join run
        where
            components.valid_from <= run.as_of
            and coalesce(components.valid_to >= run.as_of, true)
        qualify
            row_number() over (
                partition by components.tariff_code, components.component
                order by components.valid_from desc
            )
            = 1

    )

select *
from in_force
