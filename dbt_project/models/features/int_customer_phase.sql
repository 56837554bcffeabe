with

    days as (select * from {{ ref("int_phase_day") }}),

    limits as (

        select
            min(imbalance_limit) as phase_imbalance_limit,
            max(imbalance_limit) as phase_imbalance_highest_limit
        from {{ ref("phase_imbalance_limits") }}

    ),

    meant as (

        select
            customer_id,
            count(*) as phase_days_30d,
            {{ rounded("avg(imbalance)") }} as mean_imbalance
        from days
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            phase_days_30d,
            case
                when phase_days_30d >= 3 then mean_imbalance
            end as phase_imbalance_30d,
            phase_imbalance_limit,
            phase_imbalance_highest_limit
        from meant
        cross join limits

    )

select *
from measured
