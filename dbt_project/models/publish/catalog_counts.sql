with

    declared as (select * from {{ ref("catalog_values") }}),

    held as (

        select tag, value, count(*) as customers
        from {{ ref("customer_tags") }}
        group by tag, value

    ),

    -- both ways: a value nobody has, and (for the test to find) one the catalog lacks
    counted as (

        select
            coalesce(declared.tag, held.tag) as tag,
            coalesce(declared.value, held.value) as value,
            coalesce(held.customers, 0) as customers,
            declared.value is not null as is_declared
        from declared
        full join held on declared.tag = held.tag and declared.value = held.value

    )

select *
from counted
order by tag, value
