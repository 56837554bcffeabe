with

    weather as (select * from {{ ref("stg_outside__weather") }}),

    averaged as (

        select
            weather_on,
            avg((high_c + low_c) / 2) as mean_c,
            avg(high_c) as high_c,
            avg(low_c) as low_c,
            max(landed_seq) as landed_seq

        from weather
        group by weather_on

    )

select *
from averaged
