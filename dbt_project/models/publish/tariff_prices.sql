with tariffs as (select * from {{ ref("dim_tariff") }})

select *
from tariffs
order by tariff_code
