with

    consents as (select * from {{ ref("fct_consent") }}),

    latest as (

        -- a refusal holds from the moment it is known, whatever day the tags are of;
        -- without a time it holds against what has one
        select
            customer_id,
            purpose,
            is_granted,
            cast(recorded_at as date) as recorded_on,
            row_number() over (
                partition by customer_id, purpose
                order by
                    recorded_at is null and not is_granted desc,
                    recorded_at desc nulls last,
                    is_granted
            ) as recency
        from consents

    ),

    chosen as (select * exclude (recency) from latest where recency = 1)

select *
from chosen
order by customer_id, purpose
