with

    run as (select * from {{ ref("run_date") }}),

    consents as (select * from {{ ref("fct_consent") }}),

    latest as (

        -- accounts merged into one may have said both: what was said last counts
        select
            consents.customer_id,
            consents.purpose,
            consents.is_granted,
            cast(consents.recorded_at as date) as recorded_on,
            row_number() over (
                partition by consents.customer_id, consents.purpose
                order by consents.recorded_at desc, consents.is_granted
            ) as recency
        from consents
        cross join run
        where cast(consents.recorded_at as date) <= run.as_of

    ),

    chosen as (select * exclude (recency) from latest where recency = 1)

select *
from chosen
order by customer_id, purpose
