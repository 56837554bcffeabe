with

    weeks as (

        select customer_id, weeks_ago, level - peer_level as level, noise
        from {{ ref("int_usage_week_measure") }}
        inner join {{ ref("int_usage_week_peer") }} using (weeks_ago)
        where is_ordinary

    ),

    running as (

        select
            *,
            count(*) over later as n,
            sum(level) over later as level_sum,
            sum(noise) over later as noise_sum,
            count(*) over everything as all_n,
            sum(level) over everything as all_level,
            sum(noise) over everything as all_noise,
            sum(level * level) over everything as all_level2,
            sum(noise * noise) over everything as all_noise2
        from weeks
        window
            later as (
                partition by customer_id
                order by weeks_ago
                rows between unbounded preceding and current row
            ),
            everything as (partition by customer_id)

    ),

    -- a step before each week: its height, and the sum of squares that it explains
    split as (

        select
            *,
            n * (all_n - n) * 1.0 / all_n as weight,
            level_sum / n - (all_level - level_sum) / (all_n - n) as level_step,
            noise_sum / n - (all_noise - noise_sum) / (all_n - n) as noise_step,
            all_level2 - all_level * all_level / all_n as level_squares,
            all_noise2 - all_noise * all_noise / all_n as noise_squares
        from running
        where n >= 3 and all_n - n >= 3

    ),

    found as (

        select
            customer_id,
            max(all_n) as n,
            max(level_squares) as level_squares,
            max(noise_squares) as noise_squares,
            max(weight * level_step * level_step) as level_explained,
            max(weight * noise_step * noise_step) as noise_explained,
            arg_max(
                level_step,
                case
                    when level_step is not null
                    then row(weight * level_step * level_step, weeks_ago)
                end
            ) as level_step,
            arg_max(
                noise_step,
                case
                    when noise_step is not null
                    then row(weight * noise_step * noise_step, weeks_ago)
                end
            ) as noise_step,
            arg_max(
                weeks_ago,
                case
                    when level_step is not null
                    then row(weight * level_step * level_step, weeks_ago)
                end
            ) as level_weeks_ago,
            arg_max(
                weeks_ago,
                case
                    when noise_step is not null
                    then row(weight * noise_step * noise_step, weeks_ago)
                end
            ) as noise_weeks_ago
        from split
        group by customer_id

    ),

    measured as (

        select
            customer_id,
            level_step,
            level_weeks_ago + 1 as level_step_weeks,
            level_explained / (level_squares + 0.001) as level_step_share,
            sqrt(greatest(level_squares - level_explained, 0) / n) as level_spread,
            level_step / (level_spread + 0.02) as level_step_contrast,
            noise_step,
            noise_weeks_ago + 1 as noise_step_weeks,
            noise_explained / (noise_squares + 0.001) as noise_step_share,
            sqrt(greatest(noise_squares - noise_explained, 0) / n) as noise_spread
        from found

    )

select *
from measured
