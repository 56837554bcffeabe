with

    source as (select * from {{ source("landing", "status") }}),

    renamed as (

        select
            address,
            is_delivered,
            row_count,
            first_on,
            through_on,
            last_seq,
            delivered_columns

        from source

    )

select *
from renamed
