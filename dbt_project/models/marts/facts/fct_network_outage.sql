with

    outages as (select * from {{ ref("stg_service_95598__outages") }}),

    connections as (select * from {{ ref("fct_connection") }}),

    notices as (select * from {{ ref("fct_outage_notice") }}),

    -- a transformer's outage hits its customers, a feeder's all of the feeder
    hit as (

        select outages.outage_id, outages.started_at, connections.*
        from outages
        inner join connections on outages.transformer_id = connections.transformer_id
        union all
        select outages.outage_id, outages.started_at, connections.*
        from outages
        inner join connections on outages.feeder_id = connections.feeder_id
        where outages.transformer_id is null

    ),

    -- several supply points of a customer make one outage
    affected as (

        select distinct outage_id, customer_id
        from hit
        where
            coalesce(energised_on, date '1900-01-01') <= started_at
            and coalesce(closed_on, date '9999-12-31') > started_at

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

    joined as (

        select
            affected.outage_id,
            affected.customer_id,
            outages.kind,
            outages.started_at,
            outages.ended_at,
            outages.cause,
            outages.planned_start_at,
            outages.planned_end_at,
            noticed.notice_sent_at,
            noticed.notice_received_at
        from affected
        inner join outages on affected.outage_id = outages.outage_id
        left join
            noticed
            on affected.outage_id = noticed.outage_id
            and affected.customer_id = noticed.customer_id

    )

select *
from joined
