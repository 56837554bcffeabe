with

    customers as (select * from {{ ref("dim_customer") }}),
    billed as (select * from {{ ref("int_customer_bill") }}),
    arrears as (select * from {{ ref("int_customer_arrears") }}),
    dunned as (select * from {{ ref("int_customer_dunning") }}),
    paid as (select * from {{ ref("int_customer_payment_channel") }}),
    prepaid as (select * from {{ ref("int_customer_prepaid") }}),

    -- without payments every bill would look unpaid
    delivery as (

        select
            {{ delivered("marketing.bills") }} as has_bill_data,
            {{ delivered("marketing.bills") }}
            and {{ delivered("marketing.payments", ["bill_id"]) }} as has_settlements,
            {{ delivered("marketing.payments", ["channel"]) }} as has_channels,
            {{ delivered("marketing.dunning") }} as has_dunning,
            {{ delivered("marketing.dunning", ["is_cut_off"]) }} as has_cut_offs

    ),

    joined as (

        select
            customers.customer_id,
            customers.billing_mode,

            coalesce(billed.bills_12m, 0) > 0 as has_bills,
            case when has_bill_data then coalesce(bills_12m, 0) end as bills_12m,
            billed.amount_yuan_12m,
            billed.purchase_yuan_12m,
            billed.mean_bill_yuan_12m,
            billed.billed_kwh_12m,
            billed.bill_growth,

            -- -------- settlement
            case when has_settlements then due_bills_12m end as due_bills_12m,
            case when has_settlements then late_bills_12m end as late_bills_12m,
            case
                when has_settlements then late_bill_share_12m
            end as late_bill_share_12m,
            case
                when has_settlements then mean_days_before_due
            end as mean_days_before_due,
            case when has_settlements then settle_spread_days end as settle_spread_days,
            case when has_settlements then max_days_late_12m end as max_days_late_12m,
            case when has_settlements then unpaid_share end as unpaid_share,
            case
                when has_settlements then payments_per_bill_12m
            end as payments_per_bill_12m,
            case
                when has_settlements then settled_bills_per_day_12m
            end as settled_bills_per_day_12m,

            -- -------- arrears
            case
                when has_settlements then coalesce(arrears_yuan, 0)
            end as arrears_yuan,
            case when has_settlements then coalesce(due_yuan, 0) end as due_yuan,
            case
                when has_settlements then coalesce(overdue_bills, 0)
            end as overdue_bills,
            case
                when has_settlements then coalesce(oldest_overdue_days, 0)
            end as oldest_overdue_days,
            case
                when has_settlements then coalesce(arrears_episodes_12m, 0)
            end as arrears_episodes_12m,

            -- -------- dunning
            case when has_dunning then coalesce(dunnings_12m, 0) end as dunnings_12m,
            case when has_cut_offs then coalesce(cut_offs_12m, 0) end as cut_offs_12m,
            case
                when has_dunning then coalesce(max_dunning_stage_12m, 0)
            end as max_dunning_stage_12m,
            case
                when has_dunning and has_settlements and dunned.customer_id is null
                then 0
                when has_dunning and has_settlements
                then open_dunned_bills
            end as open_dunned_bills,

            -- -------- channels and balance
            paid.payments_12m,
            paid.main_channel,
            paid.main_channel_share,
            case
                when has_channels then digital_payments_12m
            end as digital_payments_12m,
            case
                when has_channels then assisted_payments_12m
            end as assisted_payments_12m,
            paid.last_payment_on,
            prepaid.prepaid_balance_yuan,
            prepaid.prepaid_days_left

        from customers
        cross join delivery
        left join billed on customers.customer_id = billed.customer_id
        left join arrears on customers.customer_id = arrears.customer_id
        left join dunned on customers.customer_id = dunned.customer_id
        left join paid on customers.customer_id = paid.customer_id
        left join prepaid on customers.customer_id = prepaid.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
