"""Conversion likelihood 转化可能: the chance that a non-power customer gets a supply within the next 90 days."""

from tagrid.scoring import Feature, Score

# An applicant is energised; a site or a user of the platform is found again as the account it became.
LABEL = """
with begun as (
    select 'applicant:' || applicant_id as customer_id, energised_on from fct_connection_application
    union all
    select 'poi:' || sites.poi_id, supplied.energised_on
    from fct_poi as sites inner join fct_connection as supplied using (customer_id)
    union all
    select 'platform:' || users.user_id, supplied.energised_on
    from fct_platform_user as users inner join fct_connection as supplied using (customer_id)
)
select customer_id, true as label, min(energised_on) as began_on, min(energised_on) as decided_on
from begun
where energised_on > $as_of and energised_on <= $until
group by customer_id
"""


# Activity on the platform is left out: its table keeps the latest state alone, which no past day could have known.
P, A = "int_prospect", "int_prospect_pace"

FEATURES = (
    Feature(f"{A}.steps_done", "已完成的报装环节", "Steps of the application done", "count", 1),
    Feature(f"{A}.days_in_step", "当前环节停留", "Days in the present step", "days"),
    Feature(f"{A}.days_a_step", "平均每环节用时", "Mean days a step took", "days"),
    Feature(f"{A}.days_since_accepted", "受理至今", "Days since the application was accepted", "days"),
    Feature(f"{A}.requested_capacity_kva", "申请容量", "Capacity asked for", "kva"),
    Feature(f"{A}.is_prepared", "通过App或代办申请", "Applied by app or through an agent", "flag", 1),
    Feature(f"{A}.source_count", "申请电源数", "Supply sources asked for", "count"),
    Feature(f"{A}.is_withdrawn", "已终止申请", "Application withdrawn", "flag", -1),
    Feature(f"{P}.scheme_days_left", "供电方案剩余期限", "Days left for the supply scheme", "days"),
    Feature(f"{P}.is_scheme_lapsed", "供电方案已失效", "Supply scheme lapsed", "flag", -1),
    Feature(f"{P}.has_application", "已申请用电", "Has applied", "flag", 1),
    Feature(f"{P}.platform_users", "平台账号数", "Users on the platform", "count"),
    Feature(f"{P}.charges_90d", "近90天充电次数", "Public charges, 90 days", "times"),
)


SCORE = Score(
    name="conversion_likelihood", output="conversion_chance", subject="non_power_customer", horizon_days=90,
    zh="转化可能", en="Conversion likelihood",
    label_zh="90天内建立供用电关系", label_en="A supply within 90 days",
    decision_zh="客户经理跟进潜在客户的次序", decision_en="Which prospects account managers follow up first",
    eligible="dim_customer.origin is distinct from 'closed_account'",
    label_sql=LABEL, otherwise=False,
    sources=("marketing.connection_applications",),
    facts=("fct_connection_application", "fct_poi", "fct_platform_user", "fct_connection"),
    features=FEATURES, groups=("dim_customer.origin", "dim_customer.district", "dim_customer.area_type"),
    reasons_from=0.2,
    span_sql="""select min(accepted_on), max(accepted_on) from fct_connection_application""",
    naive=f"case when {A}.is_withdrawn then -1 else coalesce({A}.steps_done, -1) end",
    naive_zh="报装环节走得越远越可能", naive_en="The further the application has got",
)  # fmt: skip
