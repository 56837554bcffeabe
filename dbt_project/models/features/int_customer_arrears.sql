with

    bills as (select * from {{ ref("int_bill_settlement") }}),

    open_bills as (

        select
            customer_id,
            sum(case when due_on < as_of then open_yuan else 0 end) as arrears_yuan,
            sum(case when due_on >= as_of then open_yuan else 0 end) as due_yuan,
            sum(case when due_on < as_of then 1 else 0 end) as overdue_bills,
            max(days_late) as oldest_overdue_days

        from bills
        where settled_on is null and open_yuan > 0
        group by customer_id

    ),

    -- an arrears that began before the window counts from the window's first day
    late_spans as (

        select
            customer_id,
            {{ clamp("due_on + interval 1 day", low=window_of_months("as_of", 12)) }}
            as late_from_at

        from bills
        where
            days_late > 0
            and coalesce(settled_on, as_of) >= {{ window_of_months("as_of", 12) }}

    ),

    -- bills of one last day are one time; each further last day missed is one more, so
    -- that who never pays has more of them and not a single long one
    episodes as (

        select customer_id, count(distinct late_from_at) as arrears_episodes_12m

        from late_spans
        group by customer_id

    ),

    joined as (

        select
            coalesce(open_bills.customer_id, episodes.customer_id) as customer_id,
            coalesce(open_bills.arrears_yuan, 0) as arrears_yuan,
            coalesce(open_bills.due_yuan, 0) as due_yuan,
            coalesce(open_bills.overdue_bills, 0) as overdue_bills,
            coalesce(open_bills.oldest_overdue_days, 0) as oldest_overdue_days,
            coalesce(episodes.arrears_episodes_12m, 0) as arrears_episodes_12m

        from open_bills
        full outer join episodes on open_bills.customer_id = episodes.customer_id

    )

select *
from joined
