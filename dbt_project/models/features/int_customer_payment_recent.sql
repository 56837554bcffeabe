{% set latest = 3 %}
{% set slow_days = 30 %}

with

    -- a bill tells something once it is paid or its last day has passed
    decided as (

        select
            customer_id,
            days_before_due,
            case
                when settled_on is null or payments > 1 then 1.0 else 0.0
            end as is_parted,
            case
                when days_late > {{ slow_days }}
                then 1.0
                when settled_on is not null
                then 0.0
            end as is_slow,
            row_number() over (
                partition by customer_id order by due_on desc, bill_id desc
            ) as place
        from {{ ref("int_bill_settlement") }}
        where
            amount_yuan > 0
            and is_decided
            and issued_on >= {{ window_of_months("as_of", 24) }}

    ),

    measured as (

        select
            customer_id,
            max(case when place = 1 then days_before_due end) as last_days_before_due,
            avg(
                case when place <= {{ latest }} then days_before_due end
            ) as mean_days_before_due_3_bills,
            avg(
                case when place <= {{ latest }} then is_parted end
            ) as parted_bill_share_3_bills,
            avg(
                case when place <= {{ latest }} then is_slow end
            ) as slow_bill_share_3_bills,
            avg(is_slow) as slow_bill_share_24m
        from decided
        group by customer_id

    )

select *
from measured
