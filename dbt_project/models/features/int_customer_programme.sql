{% set kinds = [
    "orderly_use",
    "load_control",
    "adjustable_load",
    "virtual_plant",
    "green_power",
    "green_certificate",
    "coal_to_power",
    "electric_heating",
] %}

with

    run_date as (select * from {{ ref("run_date") }}),

    customers as (

        select * from {{ ref("dim_customer") }} where subject = 'power_customer'

    ),

    enrolments as (select * from {{ ref("fct_enrolment") }}),

    -- of a list that never came nobody knows who is not on it
    kept as (

        select
            {% for kind in kinds %}
                coalesce(bool_or(kind = '{{ kind }}'), false) as has_{{ kind }}
                {{ "," if not loop.last }}
            {% endfor %}
        from enrolments

    ),

    listed as (

        select
            enrolments.customer_id,
            {% for kind in kinds %}
                bool_or(kind = '{{ kind }}') as is_{{ kind }} {{ "," if not loop.last }}
            {% endfor %}
        from enrolments
        cross join run_date
        where
            enrolments.valid_from <= run_date.as_of
            and coalesce(enrolments.valid_to >= run_date.as_of, true)
        group by enrolments.customer_id

    ),

    joined as (

        select
            customers.customer_id,
            {% for kind in kinds %}
                case
                    when has_{{ kind }} then coalesce(listed.is_{{ kind }}, false)
                end as is_{{ kind }}
                {{ "," if not loop.last }}
            {% endfor %}
        from customers
        cross join kept
        left join listed on customers.customer_id = listed.customer_id

    )

select *
from joined
