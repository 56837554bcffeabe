with

    source as (select * from {{ ref("stg_marketing__settlement_accounts") }}),

    run as (select * from {{ ref("run_date") }}),

    accounts as (

        select settlement_account_id, count(*) as accounts
        from {{ ref("dim_account") }}
        where not is_closed
        group by settlement_account_id

    ),

    counted as (

        select
            source.settlement_account_id,
            source.party_id,
            source.collection,
            coalesce(accounts.accounts, 0) as accounts,
            coalesce(source.closed_on <= run.as_of, false) as is_closed
        from source
        cross join run
        left join
            accounts on source.settlement_account_id = accounts.settlement_account_id

    )

select *
from counted
