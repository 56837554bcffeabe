with

    source as (select * from {{ ref("stg_outside__court_records") }}),

    selected as (

        select record_id, credit_code, state, listed_on, cleared_on, landed_seq
        from source

    )

select *
from selected
