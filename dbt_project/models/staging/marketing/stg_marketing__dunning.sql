with

    source as (select * from {{ source("marketing", "dunning") }}),

    renamed as (

        select
            dunning_id,
            bill_id,
            customer_id,
            stage,
            channel,
            dunned_on,
            is_cut_off,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
