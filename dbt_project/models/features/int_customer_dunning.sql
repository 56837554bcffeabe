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
            count(
                distinct case
                    when bills.bill_id is not null and bills.settled_on is null
                    then bills.bill_id
                end
            ) as open_dunned_bills,
            count_if(bills.bill_id is null) as dunnings_of_no_bill

        from dunning
        cross join run_date
        left join bills on dunning.bill_id = bills.bill_id
        where
            dunning.dunned_on <= run_date.as_of
            and dunning.dunned_on >= {{ window_of_months("run_date.as_of", 12) }}
        group by dunning.customer_id

    ),

    -- whether a bill that was never delivered is paid nobody knows
    known as (

        select
            * exclude (open_dunned_bills, dunnings_of_no_bill),
            case
                when open_dunned_bills > 0 or dunnings_of_no_bill = 0
                then open_dunned_bills
            end as open_dunned_bills

        from counted

    )

select *
from known
