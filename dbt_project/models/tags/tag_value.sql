with

    value as (select * from {{ ref("int_customer_value") }}),
    supply as (select * from {{ ref("dim_supply") }}),

    tagged as (

        select
            value.customer_id,

            case
                when value_rank is null
                then null
                when purchase_yuan_12m <= 0
                then 'small'
                when value_rank < 0.01
                then 'vip'
                when value_rank < 0.05
                then 'major'
                when value_rank < 0.20
                then 'ordinary'
                else 'small'
            end as value_tier,

            case
                when previous_year_monthly_kwh > 4000
                then 'is_large'
                when previous_year_monthly_kwh <= 4000
                then 'not_large'
            end as large_customer,

            case
                when bill_growth is null
                then null
                when bill_growth >= 0.10
                then 'rising'
                when bill_growth <= -0.10
                then 'falling'
                else 'stable'
            end as revenue_trend,

            case
                when transformer_ownership = 'dedicated'
                then 'not_applicable'
                when transformer_energy_share is null
                then null
                when transformer_energy_share >= 0.50
                then 'dominant'
                when transformer_energy_share >= 0.10
                then 'notable'
                else 'minor'
            end as energy_share

        from value
        left join supply on value.customer_id = supply.customer_id

    )

select *
from tagged
