{# a tag that is not due keeps the value it had; a new tag has none to keep #}
{% set base, held = tag_base("tag_held"), asked("held") %}
{% if held is not string %}
    {% set had = adapter.get_columns_in_relation(base) if base else [] %}
    {% set held = held | select("in", had | map(attribute="name") | list) | list %}
{% endif %}
{% set subjects = var("themes") %}
{# tags that this utility does not use #}
{% set off = var("tags_off", []) %}

with

    run as (select * from {{ ref("run_date") }}),

    customers as (select * from {{ ref("dim_customer") }}),

    {% for subject, themes in subjects.items() %}

        {{ subject }}_tagged as (

            select
                customers.subject,
                customers.customer_id
                {% for theme in themes %}
                    , {{ theme }}.* exclude (customer_id)
                {% endfor %}
            from customers
            {% for theme in themes %}
                left join
                    {{ ref("tag_" ~ theme) }} as {{ theme }}
                    on customers.customer_id = {{ theme }}.customer_id
            {% endfor %}
            where customers.subject = '{{ subject }}'

        ),

        -- the one place where a missing value becomes a word
        {{ subject }}_known as (

            select
                subject,
                customer_id,
                coalesce(columns(* exclude (subject, customer_id)), 'unknown')
            from {{ subject }}_tagged

        ),
    {% endfor %}

    known as (

        {% for subject in subjects %}
            {{ "union all by name" if not loop.first }}
            select *
            from {{ subject }}_known
        {% endfor %}

    ),

    used as (

        select * {% if off %} exclude ({{ off | join(", ") }}) {% endif %} from known

    ),

    kept as (

        {% if held %}
            select
                used.* replace(
                    {# text: where a run without dbt writes what the loop would #}
                    {% if held is string %}{{ held }}
                    {% else %}
                        {% for tag in held %}
                            coalesce(base.{{ tag }}, used.{{ tag }}) as {{ tag }}
                            {{ "," if not loop.last }}
                        {% endfor %}
                    {% endif %}
                )
            from used
            left join
                {{ base }} as base
                on used.customer_id = base.customer_id
                and used.subject = base.subject
        {% else %}select * from used
        {% endif %}

    ),

    snapshot as (

        select
            '{{ asked("version") or "unpublished" }}' as version,
            run.as_of,
            kept.subject,
            kept.customer_id,
            hash(*columns(kept.* exclude (subject, customer_id))) as row_hash,
            kept.* exclude (subject, customer_id)
        from kept
        cross join run

    )

select *
from snapshot
