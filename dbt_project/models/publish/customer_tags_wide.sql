with

    snapshot as (

        select * exclude (version, as_of, row_hash) from {{ ref("tag_snapshot") }}

    ),

    -- numbered apart from the tags: sorting the wide rows themselves takes four times
    -- as long
    numbered as (

        select customer_id, row_number() over (order by customer_id) - 1 as customer_no
        from snapshot

    ),

    wide as (

        select cast(numbered.customer_no as integer) as customer_no, snapshot.*
        from snapshot
        inner join numbered on snapshot.customer_id = numbered.customer_id

    )

select *
from wide
order by customer_no
