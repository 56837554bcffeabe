with

    run_date as (select * from {{ ref("run_date") }}),
    payments as (select * from {{ ref("fct_payment") }}),

    by_channel as (

        select
            payments.customer_id,
            payments.channel,
            count(*) as payments,
            max(payments.paid_on) as last_paid_on

        from payments
        cross join run_date
        where
            payments.paid_on <= run_date.as_of
            and payments.paid_on >= {{ window_of_months("run_date.as_of", 12) }}
            and payments.amount_yuan > 0
        group by payments.customer_id, payments.channel

    ),

    -- of channels used equally often the more recent one leads
    ranked as (

        select
            *,
            row_number() over (
                partition by customer_id
                order by
                    case when channel is null then 1 else 0 end,
                    payments desc,
                    last_paid_on desc,
                    channel
            ) as channel_rank

        from by_channel

    ),

    chosen as (

        select
            customer_id,
            sum(payments) as payments_12m,
            max(case when channel_rank = 1 then channel end) as main_channel,
            sum(case when channel_rank = 1 then payments end)
            * 1.0
            / sum(payments) as main_channel_share,
            sum(
                case when channel in ('app', 'wechat_alipay') then payments else 0 end
            ) as digital_payments_12m,
            sum(
                case
                    when channel in ('counter', 'agent', 'post_pay_terminal')
                    then payments
                    else 0
                end
            ) as assisted_payments_12m,
            max(last_paid_on) as last_payment_on

        from ranked
        group by customer_id

    )

select *
from chosen
