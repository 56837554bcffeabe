with

    run as (select * from {{ ref("run_date") }}),

    done as (

        select
            customer_id,
            result in ('theft', 'tampered_meter', 'wrong_wiring') as is_abnormal,
            kind = 'targeted' as is_targeted,
            {{ dbt.datediff("done_on", "as_of", "day") }} as days_ago
        from {{ ref("fct_inspection") }}
        cross join run
        where done_on <= as_of

    ),

    counted as (

        select
            customer_id,
            count_if(days_ago < 730) as visits_24m,
            count_if(is_targeted and days_ago < 730) as targeted_visits_24m,
            count_if(is_abnormal and days_ago < 1095) as abnormal_findings_36m,
            min(days_ago) as days_since_visit,
            min(case when is_abnormal then days_ago end) as days_since_abnormal
        from done
        group by customer_id

    )

select *
from counted
