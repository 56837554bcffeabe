{% set ends_on = "coalesce(settled_on, as_of)" %}

with

    run_date as (select * from {{ ref("run_date") }}),
    bills as (select * from {{ ref("fct_bill") }}),
    payments as (select * from {{ ref("fct_payment") }}),

    -- a claim older than three years is past the limitation period
    known_bills as (

        select
            bills.bill_id,
            bills.customer_id,
            bills.issued_on,
            bills.due_on,
            bills.energy_kwh,
            bills.amount_yuan,
            bills.correction_yuan,
            bills.corrects_through,
            -- a month has 30.4 days on average
            coalesce(bills.covers_through - bills.covers_from + 1, 30.4)::double
            as days_covered,
            run_date.as_of

        from bills
        cross join run_date
        where
            bills.issued_on <= run_date.as_of
            and bills.issued_on >= {{ window_of_months("run_date.as_of", 36) }}

    ),

    running as (

        select
            payments.bill_id,
            payments.paid_on,
            payments.amount_yuan,
            sum(payments.amount_yuan) over (
                partition by payments.bill_id
                order by payments.paid_on, payments.payment_id
            ) as paid_so_far_yuan

        from payments
        cross join run_date
        where payments.paid_on <= run_date.as_of and payments.bill_id is not null

    ),

    paid as (

        select
            known_bills.bill_id,
            coalesce(sum(running.amount_yuan), 0) as paid_yuan,
            sum(case when running.amount_yuan > 0 then 1 else 0 end) as payments,
            min(
                case
                    when running.paid_so_far_yuan >= known_bills.amount_yuan
                    then running.paid_on
                end
            ) as covered_on

        from known_bills
        left join running on known_bills.bill_id = running.bill_id
        group by known_bills.bill_id

    ),

    settled as (

        select
            known_bills.*,
            paid.paid_yuan,
            paid.payments,
            {{ clamp("(known_bills.amount_yuan - paid.paid_yuan)", low=0) }}
            as open_yuan,
            -- a refund can open again what a payment had covered
            case
                when known_bills.amount_yuan <= 0
                then known_bills.issued_on
                when paid.paid_yuan >= known_bills.amount_yuan
                then paid.covered_on
            end as settled_on

        from known_bills
        inner join paid on known_bills.bill_id = paid.bill_id

    ),

    timed as (

        select
            *,
            settled_on is not null or due_on < as_of as is_decided,
            {{ clamp(dbt.datediff("due_on", ends_on, "day"), low=0) }} as days_late,
            -- one still open past its last day has been late for as long as it has
            case
                when settled_on is not null or due_on < as_of
                then {{ dbt.datediff(ends_on, "due_on", "day") }}
            end as days_before_due

        from settled

    )

select *
from timed
