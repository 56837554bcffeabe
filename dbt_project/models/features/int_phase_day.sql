with

    run as (select * from {{ ref("run_date") }}),

    curves as (select * from {{ ref("fct_phase_curve") }}),

    points as (

        select
            customer_id,
            curve_on,
            generate_subscripts(phase_a_amperes, 1) as point,
            len(phase_a_amperes) as points,
            cast(abs(unnest(phase_a_amperes)) as double) as a,
            cast(abs(unnest(phase_b_amperes)) as double) as b,
            cast(abs(unnest(phase_c_amperes)) as double) as c,
            phase_a_volts,
            phase_b_volts,
            phase_c_volts
        from curves
        cross join run
        where
            curve_on <= as_of
            and curve_on >= {{ window_of_days("as_of", 30) }}
            and len(phase_a_amperes) = len(phase_b_amperes)
            and len(phase_a_amperes) = len(phase_c_amperes)

    ),

    -- voltages may be hourly where currents are not, and the other way round
    beside_volts as (

        select
            *,
            phase_a_volts[
                1 + cast(floor((point - 1) * len(phase_a_volts) / points) as int)
            ] as a_volts,
            phase_b_volts[
                1 + cast(floor((point - 1) * len(phase_b_volts) / points) as int)
            ] as b_volts,
            phase_c_volts[
                1 + cast(floor((point - 1) * len(phase_c_volts) / points) as int)
            ] as c_volts
        from points

    ),

    -- where a phase has lost its voltage its current tells of no load
    live as (

        select customer_id, curve_on, point, a, b, c
        from beside_volts
        where
            a + b + c > 0
            and coalesce(
                {{ least_known(["a_volts", "b_volts", "c_volts"]) }}
                >= {{ greatest_known(["a_volts", "b_volts", "c_volts"]) }} / 2,
                true
            )

    ),

    -- a phase without any current on a day is not measured there
    heaviest as (

        select
            customer_id,
            curve_on,
            round(
                1
                - {{ least_known(["a", "b", "c"]) }}
                / {{ greatest_known(["a", "b", "c"]) }},
                6
            ) as imbalance
        from live
        qualify
            row_number() over (
                partition by customer_id, curve_on order by a + b + c desc, point
            )
            = 1
            {% for phase in ["a", "b", "c"] %}
                and max({{ phase }}) over (partition by customer_id, curve_on) > 0
            {% endfor %}

    )

select *
from heaviest
