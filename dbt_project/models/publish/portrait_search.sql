with

    customers as (select * from {{ ref("dim_customer") }}),

    run as (select * from {{ ref("run_date") }}),

    meters as (

        select customer_id, string_agg(meter_id, chr(10) order by meter_id) as meter_ids
        from {{ ref("fct_meter") }}
        cross join run
        where
            coalesce(installed_on, run.as_of) <= run.as_of
            and coalesce(removed_on > run.as_of, true)
        group by customer_id

    ),

    former as (

        select
            customer_id,
            string_agg(account_id, chr(10) order by account_id) as account_ids
        from {{ ref("fct_account_merge") }}
        group by customer_id

    ),

    -- one text a customer, each part on a line of its own: whoever searches reads one
    -- column once, and tells by the line's start whether a part begins with the words
    joined as (

        select
            customers.customer_id,
            lower(
                concat_ws(
                    chr(10),
                    '',
                    customers.customer_id,
                    coalesce(customers.customer_name, ''),
                    coalesce(customers.address, ''),
                    meters.meter_ids,
                    former.account_ids
                )
            ) as said
        from customers
        left join meters on customers.customer_id = meters.customer_id
        left join former on customers.customer_id = former.customer_id

    )

select *
from joined
order by customer_id
