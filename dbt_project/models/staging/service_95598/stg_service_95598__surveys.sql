with

    source as (select * from {{ source("service_95598", "surveys") }}),

    renamed as (

        select
            survey_id,
            customer_id,
            answered_on,
            score,
            channel,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
