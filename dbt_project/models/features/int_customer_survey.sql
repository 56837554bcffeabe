with

    run_date as (select * from {{ ref("run_date") }}),
    surveys as (select * from {{ ref("fct_survey") }}),

    answered as (

        select
            surveys.customer_id,
            count(*) as survey_answers_12m,
            avg(surveys.score) as mean_survey_score_12m

        from surveys
        cross join run_date
        where
            surveys.customer_id is not null
            and surveys.answered_on <= run_date.as_of
            and surveys.answered_on >= {{ window_of_months("run_date.as_of", 12) }}
        group by surveys.customer_id

    )

select *
from answered
