with

    run_date as (select * from {{ ref("run_date") }}),
    requests as (select * from {{ ref("fct_change_request") }}),
    supply as (select * from {{ ref("dim_supply") }}),

    known as (

        select
            requests.customer_id,
            requests.request_id,
            requests.kind,
            requests.requested_on,
            case
                when
                    requests.supply_effect is not null
                    and requests.completed_on <= run_date.as_of
                then requests.completed_on
            end as supply_changed_on,
            requests.supply_effect,
            -- the clock of a supply scheme: a month for one source, two for more
            case
                when requests.kind = 'increase'
                then
                    requests.requested_on
                    + interval 1 month * (1 + (supply.source_count > 1)::integer)
            end as scheme_due_on,
            case
                when requests.scheme_replied_on <= run_date.as_of
                then requests.scheme_replied_on
            end as scheme_replied_on,
            run_date.as_of,
            requests.requested_on
            >= {{ window_of_months("run_date.as_of", 12) }} as is_recent

        from requests
        cross join run_date
        left join supply on requests.customer_id = supply.customer_id
        where requests.requested_on <= run_date.as_of

    ),

    -- the request number breaks the tie of two requests of one day
    latest as (

        select
            customer_id,
            sum(case when is_recent then 1 else 0 end) as requests_12m,
            max_by(kind, row(requested_on, request_id)) as last_request_kind,
            max(requested_on) as last_requested_on,
            max_by(
                supply_effect,
                case
                    when supply_changed_on is not null
                    then row(supply_changed_on, request_id)
                end
            )
            = 'stops' as is_suspended,
            sum(
                case when is_recent and kind = 'increase' then 1 else 0 end
            ) as extensions_12m,
            max_by(
                {{
                    dbt.datediff(
                        "coalesce(scheme_replied_on, as_of)",
                        "cast(scheme_due_on as date)",
                        "day",
                    )
                }},
                case
                    when is_recent and kind = 'increase'
                    then row(requested_on, request_id)
                end
            ) as extension_days_left,
            max_by(
                scheme_replied_on is not null,
                case
                    when is_recent and kind = 'increase'
                    then row(requested_on, request_id)
                end
            ) as is_extension_replied

        from known
        group by customer_id

    )

select *
from latest
