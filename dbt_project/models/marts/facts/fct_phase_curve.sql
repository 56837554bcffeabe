with

    currents as (select * from {{ ref("stg_metering__phase_currents") }}),
    voltages as (select * from {{ ref("stg_metering__phase_voltages") }}),
    merges as (select * from {{ ref("fct_account_merge") }}),

    readings as (

        select
            customer_id as account_id,
            curve_on,
            phase,
            current_a,
            null::float[] as voltage_v,
            landed_seq
        from currents
        union all
        select
            customer_id as account_id,
            curve_on,
            phase,
            null::float[] as current_a,
            voltage_v,
            landed_seq
        from voltages

    ),

    resolved as (

        select
            coalesce(merges.customer_id, readings.account_id) as customer_id, readings.*
        from readings
        left join merges on readings.account_id = merges.account_id

    ),

    -- of two accounts of a customer the newer reading holds
    side_by_side as (

        select
            customer_id,
            curve_on,
            first(current_a order by landed_seq desc, account_id) filter (
                where phase = 'a' and current_a is not null
            ) as phase_a_amperes,
            first(current_a order by landed_seq desc, account_id) filter (
                where phase = 'b' and current_a is not null
            ) as phase_b_amperes,
            first(current_a order by landed_seq desc, account_id) filter (
                where phase = 'c' and current_a is not null
            ) as phase_c_amperes,
            first(voltage_v order by landed_seq desc, account_id) filter (
                where phase = 'a' and voltage_v is not null
            ) as phase_a_volts,
            first(voltage_v order by landed_seq desc, account_id) filter (
                where phase = 'b' and voltage_v is not null
            ) as phase_b_volts,
            first(voltage_v order by landed_seq desc, account_id) filter (
                where phase = 'c' and voltage_v is not null
            ) as phase_c_volts,
            max(landed_seq) as landed_seq
        from resolved
        group by customer_id, curve_on

    )

select *
from side_by_side
