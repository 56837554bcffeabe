with source as (select * from {{ ref("stg_marketing__service_grids") }})

select grid_id, grid_name, office, manager_name
from source
