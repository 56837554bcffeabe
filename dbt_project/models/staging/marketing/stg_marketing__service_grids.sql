with

    source as (select * from {{ source("marketing", "service_grids") }}),

    renamed as (

        select
            grid_id, grid_name, office, manager_name, _landed_seq as landed_seq, period

        from source

    )

select *
from renamed
