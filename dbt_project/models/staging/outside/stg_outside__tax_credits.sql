with

    source as (select * from {{ source("outside", "tax_credits") }}),

    renamed as (

        select credit_code, year, grade, _landed_seq as landed_seq, period from source

    )

select *
from renamed
