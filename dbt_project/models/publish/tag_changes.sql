with

    snapshot as (select * from {{ ref("tag_snapshot") }}),

    -- the first version is compared with itself: it changes nothing
    base as (select * from {{ tag_base() or ref("tag_snapshot") }}),

    made as (select distinct version, as_of from snapshot),

    -- the hashes first: only customers who changed are taken apart
    changed as (

        select customer_id
        from base
        full join snapshot using (customer_id)
        where base.row_hash is distinct from snapshot.row_hash

    ),

    -- unpivot leaves nulls out: a tag that a customer did not have has no row
    was as (

        select customer_id, tag, value
        from
            (select * from base semi join changed using (customer_id)) unpivot (
                value for tag
                in (columns(* exclude (version, as_of, subject, customer_id, row_hash)))
            )

    ),

    became as (

        select customer_id, tag, value
        from
            (select * from snapshot semi join changed using (customer_id)) unpivot (
                value for tag
                in (columns(* exclude (version, as_of, subject, customer_id, row_hash)))
            )

    ),

    changes as (

        select
            customer_id,
            tag,
            was.value as old_value,
            became.value as new_value,
            made.as_of as changed_on,
            made.version
        from was
        full join became using (customer_id, tag)
        cross join made
        where was.value is distinct from became.value

    )

select *
from changes
order by customer_id, tag
