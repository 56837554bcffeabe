select * from {{ source('marketing', 'customers') }}
