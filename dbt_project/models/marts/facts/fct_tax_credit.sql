with

    source as (select * from {{ ref("stg_outside__tax_credits") }}),

    selected as (select credit_code, year, grade, landed_seq from source)

select *
from selected
