with

    source as (select * from {{ source("metering", "load_curves") }}),

    renamed as (

        select customer_id, curve_on, power_kw, _landed_seq as landed_seq, period

        from source

    )

select *
from renamed
