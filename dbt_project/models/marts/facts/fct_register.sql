with

    -- the ends of months, whatever other days come
    registers as (

        select *
        from {{ ref("stg_metering__registers") }}
        where frozen_on = last_day(frozen_on)

    ),

    meters as (select * from {{ ref("stg_marketing__meters") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    beside_the_last as (

        select
            registers.*,
            lag(frozen_on) over by_day as previous_on,
            lag(forward_kwh) over by_day as last_forward,
            lag(forward_sharp_kwh) over by_day as last_sharp,
            lag(forward_peak_kwh) over by_day as last_peak,
            lag(forward_flat_kwh) over by_day as last_flat,
            lag(forward_valley_kwh) over by_day as last_valley,
            lag(forward_deep_valley_kwh) over by_day as last_deep_valley,
            lag(reverse_kwh) over by_day as last_reverse
        from registers
        window by_day as (partition by meter_id order by frozen_on)

    ),

    -- A register that went back was reset or ran over: what was used meanwhile is not
    -- known. Without a multiplier on file nothing is either.
    measured as (

        select
            beside_the_last.meter_id,
            beside_the_last.frozen_on,
            coalesce(merges.customer_id, beside_the_last.customer_id) as customer_id,
            beside_the_last.previous_on,
            meters.multiplier,
            beside_the_last.forward_kwh as forward_register,
            beside_the_last.reverse_kwh as reverse_register,
            {% for period, register in [
                ("energy", "forward"),
                ("sharp", "sharp"),
                ("peak", "peak"),
                ("flat", "flat"),
                ("valley", "valley"),
                ("deep_valley", "deep_valley"),
                ("reverse", "reverse"),
            ] %}
                {% set now = (
                    register ~ "_kwh"
                    if register in ("forward", "reverse")
                    else "forward_" ~ register ~ "_kwh"
                ) %}
                case
                    when {{ now }} >= last_{{ register }}
                    then ({{ now }} - last_{{ register }}) * meters.multiplier
                end as {{ period }}_kwh,
            {% endfor %}
            beside_the_last.forward_kwh < last_forward as went_back,
            beside_the_last.landed_seq
        from beside_the_last
        left join meters on beside_the_last.meter_id = meters.meter_id
        left join merges on beside_the_last.customer_id = merges.account_id

    )

select *
from measured
