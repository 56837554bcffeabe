with

    customers as (select * from {{ ref("dim_customer") }}),
    poi as (select * from {{ ref("fct_poi") }}),

    -- a cell of a hundredth of a degree is about one kilometre
    cells as (

        select
            floor(longitude * 100) as cell_x,
            floor(latitude * 100) as cell_y,
            category,
            count(*) as places

        from poi
        where category is not null and longitude is not null and latitude is not null
        group by 1, 2, 3

    ),

    chosen as (

        select
            cell_x,
            cell_y,
            category,
            places,
            row_number() over (
                partition by cell_x, cell_y order by places desc, category
            ) as place_rank

        from cells

    ),

    -- the customer's own place of business says more than its neighbours
    own as (

        select customer_id, min(category) as category

        from poi
        where customer_id is not null
        group by customer_id

    ),

    delivery as (select * from {{ ref("int_delivery") }}),

    matched as (

        select
            customers.customer_id,
            case
                when has_own_places then coalesce(own.category, chosen.category)
            end as leading_poi_category,
            chosen.places as leading_poi_places

        from customers
        cross join delivery
        left join own on customers.customer_id = own.customer_id
        left join
            chosen
            on floor(customers.longitude * 100) = chosen.cell_x
            and floor(customers.latitude * 100) = chosen.cell_y
            and chosen.place_rank = 1
        where customers.subject = 'power_customer'

    )

select *
from matched
