-- Each customer has exactly one value of each tag of the own subject, and none of the
-- other's.
with

    counts as (select * from {{ ref("catalog_counts") }}),

    tags as (select * from {{ ref("catalog_tags") }}),

    customers as (

        select subject, count(*) as customers
        from {{ ref("customer_tags_wide") }}
        group by subject

    ),

    valued as (

        select tags.subject, counts.tag, sum(counts.customers) as customers
        from counts
        inner join tags on counts.tag = tags.tag
        group by tags.subject, counts.tag

    )

select valued.tag, valued.customers as have_a_value, customers.customers
from valued
left join customers on valued.subject = customers.subject
where valued.customers <> coalesce(customers.customers, 0)
