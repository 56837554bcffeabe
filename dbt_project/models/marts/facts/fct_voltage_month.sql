{% set landed = ref("stg_metering__daily_voltage") %}
{% set merges = ref("fct_account_merge") %}

with

    voltage as (

        select *
        from {{ landed }}
        {% if is_incremental() %}
            where
                period
                in ({{ changed_months([(landed, "period")], merges, "varchar") }})
        {% endif %}

    ),

    merges as (select * from {{ merges }}),

    summed as (

        select
            coalesce(merges.customer_id, voltage.customer_id) as customer_id,
            cast(date_trunc('month', reading_on) as date) as month_on,
            sum(monitored_minutes) as monitored_minutes,
            sum(over_minutes) as over_minutes,
            sum(under_minutes) as under_minutes,
            max(landed_seq) as landed_seq
        from voltage
        left join merges on voltage.customer_id = merges.account_id
        group by 1, 2

    )

select *
from summed
