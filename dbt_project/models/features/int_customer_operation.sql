with

    run_date as (select * from {{ ref("run_date") }}),
    customers as (select * from {{ ref("dim_customer") }}),
    usage as (select * from {{ ref("int_customer_usage") }}),
    request as (select * from {{ ref("int_customer_request") }}),
    months as (select * from {{ ref("fct_monthly_energy") }}),

    daily_rates as (

        select
            months.customer_id,
            sum(months.energy_kwh) / sum(months.reading_days) as kwh_per_day_12m,
            sum(months.reading_days) as reading_days_12m,
            min(
                case
                    when
                        months.month_on
                        > {{ dbt.dateadd("month", -4, "run_date.month_end_on") }}
                        and months.reading_days >= 15
                    then months.energy_kwh / months.reading_days
                end
            ) as lowest_kwh_per_day_4m

        from months
        cross join run_date
        where
            months.month_on <= run_date.month_end_on
            and months.month_on
            > {{ dbt.dateadd("month", -12, "run_date.month_end_on") }}
            and months.reading_days > 0
        group by months.customer_id

    ),

    -- two ordinary weeks against the year's mean; a quarter of readings is the least
    -- to compare with
    joined as (

        select
            customers.customer_id,
            customers.customer_type,
            usage.kwh_growth_12m,
            {{ delivered("metering.daily_energy") }} as has_readings,
            {{ delivered("metering.load_curves") }} as has_curves,
            case
                when reading_days_12m >= 90 and kwh_per_day_12m > 0
                then ordinary_daily_kwh_14d / kwh_per_day_12m
            end as recent_to_mean,
            case
                when reading_days_12m >= 90 and kwh_per_day_12m > 0
                then lowest_kwh_per_day_4m / kwh_per_day_12m
            end as lowest_to_mean_4m,
            case
                when {{ delivered("marketing.change_requests") }}
                then coalesce(requests_12m, 0)
            end as requests_12m,
            request.last_request_kind,
            case
                when {{ delivered("marketing.change_requests", ["scheme_replied_on"]) }}
                then coalesce(extensions_12m, 0)
            end as extensions_12m,
            request.extension_days_left,
            request.is_extension_replied

        from customers
        left join usage on customers.customer_id = usage.customer_id
        left join daily_rates on customers.customer_id = daily_rates.customer_id
        left join request on customers.customer_id = request.customer_id
        where customers.subject = 'power_customer'

    )

select *
from joined
