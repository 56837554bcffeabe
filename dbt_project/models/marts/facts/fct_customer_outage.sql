with

    network as (select * from {{ ref("fct_network_outage") }}),

    sensed as (select * from {{ ref("fct_sensed_outage") }}),

    -- the meters' clocks and the network's may differ by half an hour
    unmatched as (

        select *
        from sensed
        where
            not exists (
                select 1
                from network
                where
                    network.customer_id = sensed.customer_id
                    and network.started_at
                    <= coalesce(sensed.ended_at, sensed.started_at) + interval 30 minute
                    and coalesce(network.ended_at, timestamp '9999-12-31')
                    >= sensed.started_at - interval 30 minute
            )

    ),

    combined as (

        select *
        from network

        union all

        select
            'sensed:' || customer_id || ':' || cast(started_at as varchar),
            customer_id,
            'sensed',
            started_at,
            ended_at,
            null,
            null,
            null,
            null,
            null
        from unmatched

    ),

    measured as (

        select
            *, {{ dbt.datediff("started_at", "ended_at", "second") }} / 60.0 as minutes
        from combined

    )

select *
from measured
