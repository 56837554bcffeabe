with

    run as (select * from {{ ref("run_date") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    points as (

        select
            points.*,
            coalesce(merges.customer_id, points.customer_id) as served_id,
            position(
                points.voltage_level in 'lv_220v lv_380v mv_10kv hv_35kv hv_110kv_up'
            ) as voltage_order,
            row_number() over (
                partition by coalesce(merges.customer_id, points.customer_id)
                order by points.capacity_kva desc nulls last, points.supply_point_id
            ) as place
        from {{ ref("stg_marketing__supply_points") }} as points
        cross join run
        left join merges on points.customer_id = merges.account_id
        where
            coalesce(points.energised_on, run.as_of) <= run.as_of
            and coalesce(points.closed_on > run.as_of, true)

    ),

    summed as (

        select
            served_id as customer_id,
            count(*) as supply_point_count,
            max_by(voltage_level, voltage_order) as voltage_level,
            sum(capacity_kva) as capacity_kva,
            -- by the alphabet: dedicated before public, grade_1 before grade_2
            min(transformer_ownership) as transformer_ownership,
            min(load_grade) as load_grade,
            max(source_count) as source_count,
            -- and continuous before emergency before none
            min(own_generation) as own_generation,
            coalesce(max(nullif(pv_mode, 'none')), max(pv_mode)) as pv_mode,
            coalesce(max(nullif(fee_control, 'none')), max(fee_control)) as fee_control,
            -- station after own_pile after none, and resold after resells after none
            max(charging_kind) as charging_kind,
            coalesce(max(nullif(resale_role, 'none')), max(resale_role)) as resale_role,
            max(case when place = 1 then transformer_id end) as transformer_id,
            min(energised_on) as energised_on
        from points
        group by served_id

    )

select *
from summed
