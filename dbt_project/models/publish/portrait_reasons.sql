{% set scores = {
    "abnormal_use_risk": "ml_abnormal_use",
    "complaint_propensity": "ml_complaint",
    "conversion_likelihood": "ml_conversion",
    "dsm_potential": "ml_demand_response",
    "fee_recovery_risk": "ml_fee_recovery",
    "load_growth_outlook": "ml_load_growth",
    "load_shape": "ml_load_shape",
    "switch_risk": "ml_market_switch",
    "use_nature_match": "ml_use_nature",
} %}

with

    scored as (

        {% for tag, model in scores.items() %}
            select customer_id, '{{ tag }}' as tag, reasons
            from {{ ref(model) }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}

    ),

    numbered as (

        select
            customer_id, tag, reasons, unnest(generate_series(1, len(reasons))) as rank
        from scored

    ),

    reasons as (

        select
            customer_id,
            tag,
            cast(rank as integer) as rank,
            reasons[rank].feature as feature,
            reasons[rank].value as value,
            reasons[rank].effect as effect
        from numbered

    )

select *
from reasons
order by customer_id, tag, rank
