with

    source as (select * from {{ source("marketing", "settlement_accounts") }}),

    renamed as (

        select
            settlement_account_id,
            party_id,
            collection,
            closed_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
