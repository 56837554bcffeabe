with

    source as (select * from {{ source("marketing", "connection_applications") }}),

    renamed as (

        select
            application_id,
            applicant_id,
            applicant_name,
            customer_id,
            district,
            phone,
            requested_capacity_kva,
            source_count,
            industry_code,
            area_type,
            channel,
            accepted_on,
            surveyed_on,
            scheme_replied_on,
            construction_started_on,
            inspected_on,
            energised_on,
            cancelled_on,
            _landed_seq as landed_seq,
            period

        from source

    )

select *
from renamed
