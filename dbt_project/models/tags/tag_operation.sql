with

    operation as (select * from {{ ref("int_customer_operation") }}),

    tagged as (

        select
            operation.customer_id,

            case
                when has_readings and customer_type = 'household'
                then 'not_a_business'
                when customer_type is null or recent_to_mean is null
                then null
                when recent_to_mean < 0.10
                then 'suspended'
                when recent_to_mean >= 0.60 and lowest_to_mean_4m < 0.20
                then 'resumed'
                when kwh_growth_12m is null
                then null
                when kwh_growth_12m >= 0.15
                then 'expanding'
                when kwh_growth_12m <= -0.15
                then 'contracting'
                else 'normal'
            end as business_state,

            case
                when requests_12m = 0 then 'none' else last_request_kind
            end as capacity_requests

        from operation

    )

select *
from tagged
