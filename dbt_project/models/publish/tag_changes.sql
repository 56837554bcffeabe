{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        on_schema_change="fail",
        full_refresh=false,
        pre_hook="{% if is_incremental() %}{{ forget_changes() }}{% endif %}",
    )
}}

with

    run as (select * from {{ ref("run_date") }}),

    snapshots as (select * from {{ ref("tag_snapshot") }}),

    -- the hashes first: few customers change, and only those are taken apart
    changed as (

        select customer_id
        from snapshots
        group by customer_id
        having min(row_hash) <> max(row_hash)

    ),

    -- old and new value of every tag; a tag that one of the days lacks has the same
    -- twice
    pairs as (

        select
            snapshots.customer_id,
            max(as_of) as changed_on,
            struct_pack(
                old := min_by(
                    columns(* exclude (as_of, subject, customer_id, row_hash)), as_of
                ),
                new := max_by(
                    columns(* exclude (as_of, subject, customer_id, row_hash)), as_of
                )
            )
        from snapshots
        semi join changed on snapshots.customer_id = changed.customer_id
        group by snapshots.customer_id

    ),

    long as (

        select customer_id, changed_on, tag, pair
        from
            pairs
            unpivot (pair for tag in (columns(* exclude (customer_id, changed_on))))

    ),

    changes as (

        select
            customer_id, tag, pair.old as old_value, pair.new as new_value, changed_on
        from long
        inner join run on long.changed_on = run.as_of
        where pair.old <> pair.new

    )

select *
from changes
