with

    run_date as (select * from {{ ref("run_date") }}),
    dunning as (select * from {{ ref("fct_dunning") }}),
    bills as (select * from {{ ref("int_bill_settlement") }}),

    counted as (

        select
            dunning.customer_id,
            count(*) as dunnings_12m,
            max(dunning.stage) as max_dunning_stage_12m,
            sum(case when dunning.is_cut_off then 1 else 0 end) as cut_offs_12m,
            -- the longest that a bill has been open since a reminder of it
            max(
                case
                    when bills.settled_on is null
                    then
                        {{ dbt.datediff("dunning.dunned_on", "run_date.as_of", "day") }}
                end
            ) as days_open_since_dunning

        from dunning
        cross join run_date
        left join bills on dunning.bill_id = bills.bill_id
        where
            dunning.dunned_on <= run_date.as_of
            and dunning.dunned_on >= {{ window_of_months("run_date.as_of", 12) }}
        group by dunning.customer_id

    )

select *
from counted
