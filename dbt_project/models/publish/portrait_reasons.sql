with

    recovery as (select * from {{ ref("ml_fee_recovery") }}),

    numbered as (

        select
            customer_id,
            'fee_recovery_risk' as tag,
            reasons,
            unnest(generate_series(1, len(reasons))) as rank
        from recovery

    ),

    reasons as (

        select
            customer_id,
            tag,
            cast(rank as integer) as rank,
            reasons[rank].feature as feature,
            reasons[rank].value as value,
            reasons[rank].effect as effect
        from numbered

    )

select *
from reasons
order by customer_id, rank
