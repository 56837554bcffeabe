with

    payments as (select * from {{ ref("fct_payment") }}),

    bills as (

        select *
        from {{ ref("int_bill_settlement") }}
        where due_on < as_of and amount_yuan > 0

    ),

    -- what is unpaid changes on the last day to pay, by what came until then, and with
    -- each later payment; a refund takes a payment back
    changes as (

        select bill_id, due_on as from_on, amount_yuan as unpaid_yuan
        from bills

        union all

        select
            bills.bill_id,
            {{ clamp("payments.paid_on", low="bills.due_on") }},
            - payments.amount_yuan
        from bills
        inner join payments on bills.bill_id = payments.bill_id
        where payments.paid_on <= bills.as_of

    ),

    by_day as (

        select bill_id, from_on, sum(unpaid_yuan) as unpaid_yuan
        from changes
        group by bill_id, from_on

    ),

    balances as (

        select
            bill_id,
            from_on,
            lead(from_on) over same_bill as next_on,
            sum(unpaid_yuan) over same_bill as unpaid_yuan
        from by_day
        window same_bill as (partition by bill_id order by from_on)

    ),

    -- what was paid too much and is paid back was never owed
    owed as (

        select
            balances.bill_id,
            bills.customer_id,
            bills.due_on,
            bills.settled_on,
            bills.as_of,
            balances.from_on,
            coalesce(balances.next_on, bills.as_of) as until_on,
            balances.unpaid_yuan
        from balances
        inner join bills on balances.bill_id = bills.bill_id
        where balances.unpaid_yuan > 0

    )

select *
from owed
