with

    consents as (select * from {{ ref("customer_consents") }}),

    spread as (

        select
            customer_id,
            {%- for purpose in ["marketing", "profiling", "sharing"] %}
                bool_or(
                    case when purpose = '{{ purpose }}' then is_granted end
                ) as allows_{{ purpose }}{{ "," if not loop.last }}
            {%- endfor %}
        from consents
        group by customer_id

    )

select *
from spread
order by customer_id
