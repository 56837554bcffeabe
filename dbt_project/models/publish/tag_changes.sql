{% set base = tag_base() %}

with

    made as (select distinct version, as_of from {{ ref("tag_snapshot") }}),

    -- both versions by name: a tag that one of them lacks is null there
    snapshots as (

        {% if base %}
            select 'old' as side, * exclude (version, as_of)
            from {{ base }}
            union all by name
        {% endif %}
        select 'new' as side, * exclude (version, as_of)
        from {{ ref("tag_snapshot") }}

    ),

    -- the hashes first: few customers change, and only those are taken apart
    changed as (

        select customer_id
        from snapshots
        group by customer_id
        having count(*) = 1 or min(row_hash) <> max(row_hash)

    ),

    pairs as (

        select
            snapshots.customer_id,
            struct_pack(
                old := max(
                    columns(* exclude (side, subject, customer_id, row_hash))
                ) filter (where side = 'old'),
                new := max(
                    columns(* exclude (side, subject, customer_id, row_hash))
                ) filter (where side = 'new')
            )
        from snapshots
        semi join changed on snapshots.customer_id = changed.customer_id
        -- the first version changes nothing
        where {{ "true" if base else "false" }}
        group by snapshots.customer_id

    ),

    long as (

        select customer_id, tag, pair
        from pairs unpivot (pair for tag in (columns(* exclude (customer_id))))

    ),

    changes as (

        select
            customer_id,
            tag,
            pair.old as old_value,
            pair.new as new_value,
            made.as_of as changed_on,
            made.version
        from long
        cross join made
        where pair.old is distinct from pair.new

    )

select *
from changes
order by customer_id, tag
