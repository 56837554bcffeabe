with

    payment as (select * from {{ ref("int_customer_payment") }}),
    usage as (select * from {{ ref("int_customer_usage") }}),
    supply as (select * from {{ ref("dim_supply") }}),
    year as (select * from {{ ref("int_customer_previous_year") }}),

    -- equal amounts share a rank; (rank - 1) / n keeps the shares of the tiers exact
    ranked as (

        select
            customer_id,
            (rank() over (order by purchase_yuan_12m desc) - 1)
            * 1.0
            / count(*) over () as value_rank

        from payment
        where purchase_yuan_12m is not null

    ),

    shared as (

        select
            usage.customer_id,
            case
                when
                    supply.transformer_id is not null
                    and supply.transformer_ownership <> 'dedicated'
                then
                    usage.annual_kwh / nullif(
                        sum(usage.annual_kwh) over (partition by supply.transformer_id),
                        0
                    )
            end as transformer_energy_share

        from usage
        inner join supply on usage.customer_id = supply.customer_id

    ),

    joined as (

        select
            payment.customer_id,
            payment.amount_yuan_12m,
            payment.purchase_yuan_12m,
            payment.bill_growth,
            ranked.value_rank,
            year.previous_year_monthly_kwh,
            shared.transformer_energy_share

        from payment
        left join ranked on payment.customer_id = ranked.customer_id
        left join year on payment.customer_id = year.customer_id
        left join shared on payment.customer_id = shared.customer_id

    )

select *
from joined
