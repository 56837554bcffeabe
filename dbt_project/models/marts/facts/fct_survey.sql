with

    surveys as (select * from {{ ref("stg_service_95598__surveys") }}),

    callbacks as (select * from {{ ref("stg_service_95598__callbacks") }}),

    tickets as (select * from {{ ref("fct_ticket") }}),

    merges as (select * from {{ ref("fct_account_merge") }}),

    answers as (

        select
            survey_id as answer_id,
            customer_id,
            answered_on,
            score,
            'survey' as kind,
            landed_seq
        from surveys

        union all

        -- a call-back that reached nobody is no answer
        select
            callbacks.callback_id,
            coalesce(callbacks.customer_id, tickets.customer_id),
            cast(callbacks.called_at as date),
            case
                callbacks.outcome
                when 'satisfied'
                then 5
                when 'neutral'
                then 3
                when 'dissatisfied'
                then 1
            end,
            'callback',
            callbacks.landed_seq
        from callbacks
        left join tickets on callbacks.ticket_id = tickets.ticket_id
        where callbacks.outcome in ('satisfied', 'neutral', 'dissatisfied')

    ),

    resolved as (

        select
            answers.answer_id,
            coalesce(merges.customer_id, answers.customer_id) as customer_id,
            answers.answered_on,
            answers.score,
            answers.kind,
            answers.landed_seq
        from answers
        left join merges on answers.customer_id = merges.account_id

    )

select *
from resolved
