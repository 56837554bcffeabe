"""Demand-response potential 需求响应潜力: the share of its load a customer sheds when it is called, refusals as 0."""

from tagrid.scoring import Feature, Score

# The mean of the window's calls that were verified in it; who was not called has no outcome.
LABEL = """
select customer_id, avg(shed_kw / baseline_kw) as label, min(called_on) as began_on, max(verified_on) as decided_on
from fct_demand_response
where called_on > $as_of and verified_on <= $until and baseline_kw > 0 and shed_kw is not null
group by customer_id
"""


F = "int_customer_flexibility"

# Some hundred customers are called: a model of more features did worse on utilities it was not chosen on.
FEATURES = (
    Feature(
        f"{F}.likely_shed_share",
        "按以往响应和同行业推算的削减比例",
        "Share likely by past calls and the trade",
        "share",
        1,
    ),
    Feature(f"{F}.likely_accepted_share", "推算的响应率", "Calls likely answered", "share", 1),
    Feature(
        f"{F}.likely_shed_when_accepted", "推算的响应时削减比例", "Share likely shed at a call it answers", "share", 1
    ),
    Feature(
        f"{F}.summer_share_shift",
        "今后邀约中夏季的比重与以往之差",
        "Summer's part of the calls ahead less of those before",
        "change",
    ),
    Feature(f"{F}.has_generation", "有自备电源", "Generates power of its own", "flag", 1),
    Feature(f"{F}.has_pv", "有光伏", "Has photovoltaics", "flag"),
    Feature(f"{F}.contract_capacity_kva", "合同容量", "Contracted capacity", "kva"),
)


SCORE = Score(
    name="dsm_potential", output="sheddable_peak_share", subject="power_customer", horizon_days=180,
    zh="需求响应潜力", en="Demand-response potential",
    label_zh="180天内响应邀约时平均削减的负荷占基线负荷的比例",
    label_en="Mean share of the baseline load shed at calls of the next 180 days",
    decision_zh="需求响应邀约的对象和次序", decision_en="Whom to call for demand response, and in which order",
    eligible="dim_customer.customer_type in ('enterprise', 'institution')",
    label_sql=LABEL, sources=("marketing.demand_responses",), facts=("fct_demand_response", "fct_bill"),
    features=FEATURES, groups=("dim_supply.tariff_category", "dim_customer.district", "dim_customer.enterprise_size"),
    target="amount", reasons_from=0.05,
    # Calls come in two seasons; that none came since is known from the bills, which the same system delivers.
    span_sql="select (select min(issued_on) from fct_bill), (select max(issued_on) from fct_bill)",
    naive=f"coalesce({F}.mean_shed_share_24m, {F}.trade_shed_share_24m, 0)",
    naive_zh="以往平均削减比例，没有则取同行业平均",
    naive_en="The mean it shed before; without calls, that of its trade",
)  # fmt: skip
