with

    payment as (select * from {{ ref("int_customer_payment") }}),
    penalty as (select * from {{ ref("int_customer_penalty") }}),
    recovery as (select * from {{ ref("ml_fee_recovery") }}),

    tagged as (

        select
            payment.customer_id,

            payment.main_channel as payment_channel,

            case
                when late_bill_share_12m is null
                then null
                when late_bill_share_12m >= 0.25
                then 'often_late'
                when late_bill_share_12m > 0
                then 'occasionally_late'
                when mean_days_before_due >= 10
                then 'early'
                else 'on_time'
            end as payment_timeliness,

            case
                when arrears_yuan is null
                then null
                when oldest_overdue_days > 90
                then 'overdue_long'
                when oldest_overdue_days > 30
                then 'overdue_90'
                when oldest_overdue_days > 0
                then 'overdue_30'
                when due_yuan > 0
                then 'due'
                else 'clear'
            end as arrears_status,

            case
                when arrears_episodes_12m = 0
                then 'never'
                when arrears_episodes_12m = 1
                then 'once'
                when arrears_episodes_12m > 1
                then 'repeated'
            end as arrears_recurrence,

            case
                when billing_mode = 'postpaid'
                then 'postpaid'
                when prepaid_days_left >= 7
                then 'prepaid_ample'
                when prepaid_days_left < 7
                then 'prepaid_low'
            end as prepayment,

            case
                when billing_mode = 'prepaid'
                then 'prepaid'
                when billing_mode = 'postpaid'
                then 'postpaid'
            end as settlement_mode,

            case
                when billing_mode = 'postpaid'
                then 'not_applicable'
                when prepaid_days_left >= 7
                then 'ample'
                when prepaid_days_left < 7
                then 'low'
            end as prepaid_balance,

            case
                when payments_per_bill_12m is null or due_bills_12m < 3
                then null
                when payments_per_bill_12m >= 1.25
                then 'instalments'
                when settled_bills_per_day_12m >= 1.5
                then 'lump_sum'
                when settle_spread_days > 15
                then 'irregular'
                else 'monthly'
            end as payment_pattern,

            case
                when due_bills_12m < 3
                then null
                when payments_per_bill_12m >= 1.25
                then 'instalments'
                when payments_per_bill_12m < 1.25
                then 'in_full'
            end as bill_instalments,

            case
                when due_bills_12m < 3
                then null
                when settled_bills_per_day_12m >= 1.5
                then 'several_at_once'
                when settled_bills_per_day_12m < 1.5
                then 'one_by_one'
            end as settlement_batches,

            case
                when due_bills_12m < 3
                then null
                when settle_spread_days > 15
                then 'irregular'
                when settle_spread_days <= 15
                then 'regular'
            end as payment_regularity,

            case
                when dunnings_12m = 0
                then 'not_dunned'
                when open_dunned_bills > 0
                then 'not_paid_yet'
                when open_dunned_bills is null or cut_offs_12m is null
                then null
                when cut_offs_12m > 0
                then 'after_cut_off'
                when max_dunning_stage_12m >= 2
                then 'needs_repeats'
                when dunnings_12m > 0
                then 'pays_after_first'
            end as dunning_response,

            case
                when penalty_open_yuan > 0
                then 'accruing'
                when penalty_yuan_12m > 0
                then 'charged_12m'
                when penalty_yuan_12m = 0
                then 'none'
            end as late_penalty,

            case
                when default_chance < 0.03
                then 'A'
                when default_chance < 0.06
                then 'B'
                when default_chance < 0.12
                then 'C'
                when default_chance < 0.30
                then 'D'
                when default_chance >= 0.30
                then 'E'
            end as fee_recovery_risk

        from payment
        left join penalty on payment.customer_id = penalty.customer_id
        left join recovery on payment.customer_id = recovery.customer_id

    )

select *
from tagged
