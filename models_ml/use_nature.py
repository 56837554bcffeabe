"""Use-nature match 用电性质相符: the chance that a check within 180 days finds the tariff not to fit the use.

The outcome is known of those who were checked only; they were picked by suspicion as well as at random, so the chance
is that of a check as the utility makes them.

"""

from tagrid.scoring import Feature, Score

LABEL = """
select customer_id, bool_or(result = 'use_mismatch') as label, min(done_on) as began_on, max(done_on) as decided_on
from fct_inspection
where kind = 'use_nature' and done_on > $as_of and done_on <= $until and result is not null
group by customer_id
"""


N, U, M = "int_customer_nature", "int_customer_usage", "int_customer_momentum"

S = "int_customer_service"

FEATURES = (
    Feature(f"{N}.is_business_on_home_tariff", "企业执行居民电价", "A business on a household's tariff", "flag", 1),
    Feature(f"{N}.is_residential_tariff", "执行居民电价", "On a residential tariff", "flag"),
    Feature(f"{N}.is_agricultural_tariff", "执行农业电价", "On an agricultural tariff", "flag"),
    Feature(f"{N}.log_use_to_usual", "电量与同类中位数之比（对数）", "Use over the tariff's median, log", "ratio"),
    Feature(f"{N}.has_own_place", "登记有营业场所", "A place of business is registered on it", "flag", 1),
    Feature(f"{N}.mismatches_36m", "近36个月查实性质不符", "Mismatches found, 36 months", "times"),
    Feature(f"{N}.nature_checks_36m", "近36个月性质核查次数", "Checks of the use, 36 months", "times"),
    Feature(f"{U}.monthly_kwh_12m", "近12个月月均电量", "Mean month of the last 12", "kwh"),
    Feature(f"{U}.weekend_ratio", "周末与工作日用电之比", "Weekend day over workday", "ratio"),
    Feature(f"{U}.holiday_ratio", "节假日用电之比", "Holiday use over workday use", "ratio"),
    Feature(f"{U}.peak_share_12m", "峰段电量占比", "Share of energy in peak hours", "share"),
    Feature(f"{U}.valley_share_12m", "谷段电量占比", "Share of energy in valley hours", "share"),
    Feature(f"{U}.load_factor_12m", "负荷率", "Load factor", "share"),
    Feature(f"{U}.capacity_use_12m", "容量利用率", "Use of contracted capacity", "share"),
    Feature(f"{U}.cooling_share_12m", "空调降温用电占比", "Share of energy for cooling", "share"),
    Feature(f"{U}.heating_share_12m", "取暖用电占比", "Share of energy for heating", "share"),
    Feature(f"{U}.weather_fit_12m", "用电随气温变化的程度", "Variance that weather explains", "share"),
    Feature(f"{U}.volatility_12m", "用电波动系数", "Volatility of use", "ratio"),
    Feature(f"{U}.summer_ratio", "夏季用电之比", "Summer over spring and autumn", "ratio"),
    Feature(f"{U}.kwh_growth_12m", "用电量同比变化", "Change of use on the year before", "change"),
    Feature(f"{M}.quarter_growth", "近3个月同比变化", "Last 3 months on the year before", "change"),
    Feature(f"{S}.contacts_12m", "近12个月95598诉求", "Contacts with 95598, 12 months", "times"),
)


SCORE = Score(
    name="use_nature_match", output="nature_mismatch_chance", subject="power_customer", horizon_days=180,
    zh="用电性质相符", en="Use-nature match",
    label_zh="180天内用电性质核查查实执行电价与实际用电不符",
    label_en="A use-nature check within 180 days finds the tariff unfit",
    decision_zh="用电性质核查的对象和次序", decision_en="Whose use inspectors check first",
    eligible=f"{U}.monthly_kwh_12m > 0",
    label_sql=LABEL, sources=("marketing.inspections",), facts=("fct_inspection", "fct_poi"),
    features=FEATURES, groups=("dim_supply.tariff_category", "dim_customer.district", "dim_customer.customer_type"),
    capacity=0.2, reasons_from=0.1,
    span_sql="select min(done_on), max(done_on) from fct_inspection",
    naive=f"{N}.is_business_on_home_tariff::integer * 10 + coalesce(abs({N}.log_use_to_usual), 0)",
    naive_zh="先看企业执行居民电价，再看电量偏离同类多少",
    naive_en="A business on a household's tariff first, then how far the use is from the usual",
)  # fmt: skip
