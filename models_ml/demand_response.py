"""Demand-response potential 需求响应潜力: the share of its load a customer sheds when it is called, refusals as 0."""

from models_ml.harness.declaration import Feature, Score

# The mean of the window's calls that were verified in it; who was not called has no outcome.
LABEL = """
select customer_id, avg(shed_kw / baseline_kw) as label, min(called_on) as began_on, max(verified_on) as decided_on
from fct_demand_response
where called_on > $as_of and verified_on <= $until and baseline_kw > 0 and shed_kw is not null
group by customer_id
"""

F, U = "int_customer_flexibility", "int_customer_usage"
P, M = "int_customer_price_response", "int_customer_market"
FEATURES = (
    Feature(
        f"{F}.likely_shed_share",
        "按以往响应和同行业推算的削减比例",
        "Share likely by past calls and the trade",
        "share",
        1,
    ),
    Feature(f"{F}.mean_shed_share_24m", "近24个月平均削减比例", "Mean share shed, 24 months", "share", 1),
    Feature(f"{F}.last_shed_share", "最近一次削减比例", "Share shed at the latest call", "share", 1),
    Feature(f"{F}.accepted_share_24m", "近24个月响应率", "Calls answered, 24 months", "share", 1),
    Feature(f"{F}.calls_24m", "近24个月邀约次数", "Calls, 24 months", "times"),
    Feature(f"{F}.trade_shed_share_24m", "同行业平均削减比例", "Mean share shed by the trade", "share", 1),
    Feature(f"{F}.has_generation", "有自备电源", "Generates power of its own", "flag", 1),
    Feature(f"{F}.has_pv", "有光伏", "Has photovoltaics", "flag"),
    Feature(f"{F}.contract_capacity_kva", "合同容量", "Contracted capacity", "kva"),
    Feature(f"{U}.monthly_kwh_12m", "近12个月月均电量", "Mean month of the last 12", "kwh"),
    Feature(f"{U}.load_factor_12m", "负荷率", "Load factor", "share"),
    Feature(f"{U}.peak_share_12m", "峰段电量占比", "Share of energy in peak hours", "share"),
    Feature(f"{U}.cooling_share_12m", "空调降温用电占比", "Share of energy for cooling", "share"),
    Feature(f"{U}.weekend_ratio", "周末与工作日用电之比", "Weekend day over workday", "ratio"),
    Feature(f"{U}.volatility_12m", "用电波动系数", "Volatility of use", "ratio"),
    Feature(f"{P}.moved_share", "峰谷价差变化后的移峰比例", "Energy moved after a change of prices", "change"),
    Feature(f"{M}.is_in_market", "已入市", "Buys in the market", "flag"),
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
    span_sql="select (select min(issued_on) from fct_bill), (select max(verified_on) from fct_demand_response)",
    # As call lists are drawn up: by what a trade can usually do without. What a customer shed before is the model's
    # first input; of those called often it says nearly all there is to know.
    naive=f"coalesce({F}.trade_shed_share_24m, 0)",
    naive_zh="按同行业以往平均削减比例",
    naive_en="What the others of its trade shed on average",
)  # fmt: skip
