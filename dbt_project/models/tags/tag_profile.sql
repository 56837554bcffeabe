with

    profile as (select * from {{ ref("int_customer_profile") }}),
    standing as (select * from {{ ref("int_customer_standing") }}),

    tagged as (

        select
            profile.customer_id,

            case
                when tenure_years is null
                then null
                when tenure_years < 1
                then 'lt_1y'
                when tenure_years < 3
                then '1_3y'
                when tenure_years < 10
                then '3_10y'
                else 'ge_10y'
            end as tenure_band,

            case
                when is_closing
                then 'closing'
                when is_suspended
                then 'suspended'
                when not has_completions
                then null
                when tenure_years < 1
                then 'newly_connected'
                when tenure_years is null or kwh_growth_12m is null
                then null
                when kwh_growth_12m >= 0.15
                then 'growing'
                when kwh_growth_12m <= -0.15
                then 'declining'
                else 'mature'
            end as lifecycle_stage,

            case
                when not has_record
                then null
                when conflicting_fields > 0
                then 'conflicting'
                when not has_comparison
                then null
                when missing_fields > 0
                then 'gaps'
                when not has_all_fields
                then null
                when missing_fields = 0 and conflicting_fields = 0
                then 'complete'
            end as record_quality,

            case
                when is_closing
                then 'closing'
                when is_suspended
                then 'suspended'
                when has_completions
                then 'in_service'
            end as supply_state,

            case
                when not has_record
                then null
                when missing_fields > 0
                then 'gaps'
                when has_all_fields and missing_fields = 0
                then 'none'
            end as record_gaps,

            case
                when not has_record
                then null
                when conflicting_fields > 0
                then 'conflicting'
                when has_comparison and conflicting_fields = 0
                then 'consistent'
            end as record_conflicts,

            profile.industry_section as industry_section,

            -- the six industries of the statistics bureau: C25, C26, C30, C31, C32, D44
            case
                when profile.industry_section = 'household'
                then 'not_high'
                when industry_code is null
                then null
                when
                    regexp_extract(industry_code, '([0-9]{2})', 1)
                    in ('25', '26', '30', '31', '32', '44')
                then 'is_high'
                else 'not_high'
            end as high_consumption_industry,

            case
                when important_category is not null
                then important_category
                when not has_importance
                then null
                when has_record
                then 'none'
            end as important_customer,

            case
                when enterprise_size is not null
                then enterprise_size
                when customer_type in ('household', 'institution')
                then 'not_an_enterprise'
            end as enterprise_size,

            profile.area_type as area_type,

            profile.leading_poi_category as poi_context,

            case
                when hardship_category is not null
                then hardship_category
                when not has_hardship
                then null
                when has_record
                then 'none'
            end as hardship_care,

            case
                when importance_grade is not null
                then importance_grade
                when not has_grades
                then null
                when has_record
                then 'none'
            end as important_grade,

            case
                when accounts_at_address = 1
                then 'one'
                when accounts_at_address > 1
                then 'several'
            end as accounts_here,

            case
                when customer_type in ('household', 'institution')
                then 'not_an_enterprise'
                when customer_type = 'enterprise' and accounts_of_firm = 1
                then 'one'
                when customer_type = 'enterprise' and accounts_of_firm > 1
                then 'several'
            end as accounts_held,

            case
                when meters_hanging = 1
                then 'one'
                when meters_hanging > 1
                then 'several'
            end as meters_held

        from profile
        left join standing on profile.customer_id = standing.customer_id

    )

select *
from tagged
