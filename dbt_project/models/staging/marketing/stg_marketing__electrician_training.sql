with

    source as (select * from {{ source("marketing", "electrician_training") }}),

    renamed as (

        select
            electrician_id,
            customer_id,
            trained_on,
            valid_until,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
