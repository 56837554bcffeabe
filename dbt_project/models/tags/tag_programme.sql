with

    programme as (select * from {{ ref("int_customer_programme") }}),

    tagged as (

        select
            programme.customer_id,

            case
                when is_orderly_use
                then 'listed'
                when not is_orderly_use
                then 'not_listed'
            end as orderly_use_plan,

            case
                when is_load_control
                then 'is_connected'
                when not is_load_control
                then 'not_connected'
            end as load_management,

            case
                when is_virtual_plant
                then 'aggregated'
                when is_virtual_plant is null or is_adjustable_load is null
                then null
                when is_adjustable_load
                then 'direct'
                else 'none'
            end as adjustable_resource,

            case
                when is_green_power and is_green_certificate
                then 'both'
                when is_green_power is null or is_green_certificate is null
                then null
                when is_green_power
                then 'green_energy'
                when is_green_certificate
                then 'certificates'
                else 'none'
            end as green_supply,

            case
                when is_coal_to_power
                then 'from_coal'
                when is_coal_to_power is null or is_electric_heating is null
                then null
                when not is_coal_to_power and is_electric_heating
                then 'electric'
                else 'none'
            end as electric_heat

        from programme

    )

select *
from tagged
