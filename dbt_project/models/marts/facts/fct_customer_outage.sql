with

    outages as (select * from {{ ref("stg_service_95598__outages") }}),

    connections as (select * from {{ ref("fct_connection") }}),

    notices as (select * from {{ ref("fct_outage_notice") }}),

    sensed as (select * from {{ ref("fct_sensed_outage") }}),

    -- a transformer's outage hits its customers, a feeder's all of the feeder
    hit as (

        select outages.outage_id, connections.*
        from outages
        inner join connections on outages.transformer_id = connections.transformer_id
        union all
        select outages.outage_id, connections.*
        from outages
        inner join connections on outages.feeder_id = connections.feeder_id
        where outages.transformer_id is null

    ),

    -- several supply points of a customer make one outage
    affected as (

        select distinct outages.*, hit.customer_id
        from hit
        inner join outages on hit.outage_id = outages.outage_id
        where
            coalesce(hit.energised_on, date '1900-01-01') <= outages.started_at
            and coalesce(hit.closed_on, date '9999-12-31') > outages.started_at

    ),

    noticed as (

        select
            outage_id,
            customer_id,
            min(sent_at) as notice_sent_at,
            min(received_at) as notice_received_at
        from notices
        group by outage_id, customer_id

    ),

    -- the meters' clocks and the outage's may differ by half an hour
    unmatched as (

        select *
        from sensed
        where
            not exists (
                select 1
                from affected
                where
                    affected.customer_id = sensed.customer_id
                    and affected.started_at
                    <= coalesce(sensed.ended_at, sensed.started_at) + interval 30 minute
                    and coalesce(affected.ended_at, timestamp '9999-12-31')
                    >= sensed.started_at - interval 30 minute
            )

    ),

    combined as (

        select
            affected.outage_id,
            affected.customer_id,
            affected.kind,
            affected.started_at,
            affected.ended_at,
            affected.cause,
            affected.planned_start_at,
            affected.planned_end_at,
            noticed.notice_sent_at,
            noticed.notice_received_at
        from affected
        left join
            noticed
            on affected.outage_id = noticed.outage_id
            and affected.customer_id = noticed.customer_id

        union all by name

        select
            'sensed:' || customer_id || ':' || cast(started_at as varchar) as outage_id,
            customer_id,
            'sensed' as kind,
            started_at,
            ended_at
        from unmatched

    ),

    measured as (

        select
            *, {{ dbt.datediff("started_at", "ended_at", "second") }} / 60.0 as minutes
        from combined

    )

select *
from measured
