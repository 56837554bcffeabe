{{ config(materialized="view") }}

with

    wide as (select * from {{ ref("customer_tags_wide") }}),

    -- a tag of the other subject is null, and unpivot leaves nulls out
    long as (

        select customer_id, tag, value
        from
            wide unpivot (
                value for tag
                in (columns(* exclude (customer_no, customer_id, subject)))
            )

    )

select *
from long
