with

    service as (select * from {{ ref("int_customer_service") }}),
    propensity as (select * from {{ ref("ml_complaint") }}),

    tagged as (

        select
            service.customer_id,

            case
                when contacts_12m = 0
                then 'none'
                when contacts_12m <= 2
                then 'rare'
                when contacts_12m <= 5
                then 'regular'
                when contacts_12m > 5
                then 'frequent'
            end as contact_frequency,

            case when contacts_12m = 0 then 'none' else main_topic end as main_appeal,

            case
                when open_complaints > 0
                then 'unresolved'
                when complaints_12m = 0
                then 'none'
                when complaints_12m = 1
                then 'once'
                when complaints_12m > 1
                then 'repeated'
            end as complaint_history,

            case
                when complaints_12m = 0
                then 'none'
                when complaints_12m = 1
                then 'once'
                when complaints_12m > 1
                then 'repeated'
            end as complaint_frequency,

            case
                when open_complaints > 0
                then 'open'
                when open_complaints = 0
                then 'none'
            end as open_complaint,

            -- on site within the minutes of the customer's area after the call
            case
                when repairs_12m = 0
                then 'none'
                when slowest_arrival_minutes_12m <= arrival_limit_minutes
                then 'in_time'
                when slowest_arrival_minutes_12m <= 2 * arrival_limit_minutes
                then 'late'
                when slowest_arrival_minutes_12m > 2 * arrival_limit_minutes
                then 'badly_late'
            end as repair_experience,

            case
                when outages_12m = 0
                then 'none'
                when outages_12m >= 6 or outage_hours_12m >= 16
                then 'heavy'
                when outages_12m >= 3 or outage_hours_12m >= 10
                then 'notable'
                when outages_12m > 0
                then 'light'
            end as outage_exposure,

            case
                when planned_outages_12m = 0 then 'no_outage' else last_notice_result
            end as notice_reached,

            case
                when survey_answers_12m = 0
                then 'not_surveyed'
                when mean_survey_score_12m >= 3.5
                then 'satisfied'
                when mean_survey_score_12m > 2.5
                then 'neutral'
                when mean_survey_score_12m <= 2.5
                then 'dissatisfied'
            end as satisfaction,

            case
                when voltage_qualified_share_3m >= 0.98
                then 'qualified'
                when voltage_qualified_share_3m >= 0.95
                then 'marginal'
                when voltage_qualified_share_3m < 0.95
                then 'poor'
            end as voltage_quality,

            case
                when not has_manager
                then 'not_assigned'
                when days_since_manager_contact <= 90
                then 'current'
                when not has_manager_contacts
                then null
                when has_manager
                then 'lapsed'
            end as account_manager_contact,

            case
                when complaint_chance >= 0.05
                then 'high'
                when complaint_chance >= 0.01
                then 'medium'
                when complaint_chance < 0.01
                then 'low'
            end as complaint_propensity

        from service
        left join propensity on service.customer_id = propensity.customer_id

    )

select *
from tagged
