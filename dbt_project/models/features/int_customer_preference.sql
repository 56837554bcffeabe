with

    customers as (select * from {{ ref("dim_customer") }}),
    interactions as (select * from {{ ref("int_customer_interaction") }}),
    payment as (select * from {{ ref("int_customer_payment") }}),
    delivery as (select * from {{ ref("int_delivery_contact") }}),

    by_channel as (

        select
            customer_id,
            channel,
            sum(weight) as weight,
            max(last_happened_at) as last_happened_at

        from interactions
        group by customer_id, channel

    ),

    ranked as (

        select
            *,
            row_number() over (
                partition by customer_id
                order by weight desc, last_happened_at desc, channel
            ) as channel_rank

        from by_channel

    ),

    channels as (

        select
            customer_id,
            max(case when channel_rank = 1 then channel end) as leading_channel,
            sum(case when channel_rank = 1 then weight end)
            * 1.0
            / sum(weight) as leading_channel_share

        from ranked
        group by customer_id

    ),

    times as (

        select
            customer_id,
            sum(contacts) as timed_contacts,
            sum(case when part_of_day = 'morning' then contacts else 0 end)
            * 1.0
            / sum(contacts) as morning_share,
            sum(case when part_of_day = 'afternoon' then contacts else 0 end)
            * 1.0
            / sum(contacts) as afternoon_share,
            sum(case when part_of_day = 'evening' then contacts else 0 end)
            * 1.0
            / sum(contacts) as evening_share,
            sum(
                case when channel in ('app', 'wechat') then contacts else 0 end
            ) as digital_contacts,
            sum(
                case when channel in ('phone', 'visit') then contacts else 0 end
            ) as assisted_contacts

        from interactions
        where part_of_day <> 'no_hour'
        group by customer_id

    ),

    joined as (

        select
            customers.customer_id,
            case when has_channels then leading_channel end as leading_channel,
            case
                when has_channels then leading_channel_share
            end as leading_channel_share,
            case when has_channels then timed_contacts end as timed_contacts,
            times.morning_share,
            times.afternoon_share,
            times.evening_share,
            case
                when has_channels
                then
                    coalesce(payment.digital_payments_12m, 0)
                    + coalesce(times.digital_contacts, 0)
            end as digital_acts,
            case
                when has_channels
                then
                    coalesce(payment.assisted_payments_12m, 0)
                    + coalesce(times.assisted_contacts, 0)
            end as assisted_acts

        from customers
        cross join delivery
        left join channels on customers.customer_id = channels.customer_id
        left join times on customers.customer_id = times.customer_id
        left join payment on customers.customer_id = payment.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
