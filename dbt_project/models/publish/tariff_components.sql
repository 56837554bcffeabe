with

    components as (select * from {{ ref("dim_price_component") }}),

    tariffs as (select * from {{ ref("dim_tariff") }}),

    joined as (

        select
            components.tariff_code,
            components.component,
            components.yuan_per_kwh,
            coalesce(
                tariffs.price_flat_yuan, tariffs.price_single_yuan
            ) as price_yuan_per_kwh,
            sum(components.yuan_per_kwh) over (
                partition by components.tariff_code
            ) as components_yuan_per_kwh
        from components
        left join tariffs on components.tariff_code = tariffs.tariff_code

    )

select *
from joined
order by tariff_code, component
