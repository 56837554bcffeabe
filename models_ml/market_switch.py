"""Market switch risk 市场化流失倾向: the chance that a customer turns to buying in the market within 180 days.

180 days, because the label needs its whole horizon twice in the landed history: once to learn from, once to test on.

"""

from tagrid.scoring import Feature, Score

LABEL = """
select customer_id, true as label, min(registered_on) as began_on, min(registered_on) as decided_on
from fct_market_entry
where registered_on > $as_of and registered_on <= $until
group by customer_id
"""


M, F, U = "int_customer_market", "int_customer_flexibility", "int_customer_usage"

V, P, B = "int_customer_value", "int_customer_price_response", "int_customer_payment"

G = "int_customer_momentum"

FEATURES = (
    Feature(f"{M}.feeder_share", "同馈线企业入市比例", "Businesses of the feeder in the market", "share", 1),
    Feature(f"{M}.trade_share", "同行业企业入市比例", "Businesses of the trade in the market", "share", 1),
    Feature(f"{M}.has_left_market", "曾入市后退出", "Was in the market and left", "flag"),
    Feature(f"{U}.monthly_kwh_12m", "近12个月月均电量", "Mean month of the last 12", "kwh"),
    Feature(f"{U}.kwh_growth_12m", "用电量同比变化", "Change of use on the year before", "change"),
    Feature(f"{G}.quarter_growth", "近3个月同比变化", "Last 3 months on the year before", "change"),
    Feature(f"{G}.recent_trend", "近3个月较前3个月变化", "Last 3 months on the 3 before", "change"),
    Feature("dim_supply.is_time_of_use", "执行分时电价", "On time-of-use prices", "flag"),
    Feature(f"{U}.load_factor_12m", "负荷率", "Load factor", "share"),
    Feature(f"{U}.peak_share_12m", "峰段电量占比", "Share of energy in peak hours", "share"),
    Feature(f"{U}.valley_share_12m", "谷段电量占比", "Share of energy in valley hours", "share"),
    Feature(f"{U}.weekend_ratio", "周末与工作日用电之比", "Weekend day over workday", "ratio"),
    Feature(f"{U}.cooling_share_12m", "空调降温用电占比", "Share of energy for cooling", "share"),
    Feature(f"{V}.amount_yuan_12m", "近12个月电费", "Amount billed, 12 months", "yuan", 1),
    Feature(f"{P}.moved_share", "峰谷价差变化后的移峰比例", "Energy moved after a change of prices", "change"),
    Feature(f"{B}.late_bill_share_12m", "近12个月逾期账单占比", "Late bills of the last 12 months", "share"),
    Feature(f"{B}.digital_payments_12m", "近12个月线上交费次数", "Payments online, 12 months", "times"),
    Feature(f"{F}.contract_capacity_kva", "合同容量", "Contracted capacity", "kva"),
    Feature(f"{F}.mean_shed_share_24m", "需求响应平均削减比例", "Mean share shed when called", "share"),
    Feature(f"{F}.has_generation", "有自备电源", "Generates power of its own", "flag"),
)


SCORE = Score(
    name="switch_risk", output="switch_chance", subject="power_customer", horizon_days=180,
    zh="市场化流失倾向", en="Market switch risk",
    label_zh="180天内登记入市，改向发电企业或售电公司购电",
    label_en="Registers within 180 days to buy from a generator or a retailer",
    decision_zh="客户经理上门洽谈的次序", decision_en="Whom account managers visit with an offer",
    eligible=f"dim_supply.tariff_category in ('large_industrial', 'general_commercial') and not {M}.is_registered",
    label_sql=LABEL, otherwise=False,
    sources=("marketing.market_entries",), facts=("fct_market_entry", "fct_bill"),
    features=FEATURES, groups=("dim_supply.tariff_category", "dim_customer.district", "dim_customer.enterprise_size"),
    capacity=0.1, reasons_from=0.05,
    span_sql="select (select min(issued_on) from fct_bill), (select max(issued_on) from fct_bill)",
    naive=f"{V}.amount_yuan_12m",
    naive_zh="电费越高越可能", naive_en="The larger the bill, the likelier",
)  # fmt: skip
