with

    lines as (select * from {{ ref("dim_supply_line") }}),

    shown as (select *, position(role in 'main standby security') as place from lines)

select * exclude (place)
from shown
order by customer_id, place, supply_line_id
