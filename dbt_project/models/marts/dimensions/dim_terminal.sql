with source as (select * from {{ ref("stg_metering__terminals") }})

select terminal_id, kind, state, transformer_id, installed_on
from source
