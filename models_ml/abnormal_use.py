"""Abnormal use risk 异常用电风险: the chance that an inspection now would confirm theft or a meddled meter.

The label is what inspectors found within the horizon, so only those who were inspected teach; everybody is scored.

"""

from tagrid.scoring import Feature, Score

LABEL = """
select customer_id, min(done_on) as began_on, max(done_on) as decided_on,
    bool_or(result in ('theft', 'tampered_meter', 'wrong_wiring')) as label
from fct_inspection
where done_on > $as_of and done_on <= $until and result is not null
group by customer_id
"""


STEP, SHIFT = "int_customer_usage_step", "int_customer_usage_shift"

NET = "int_customer_usage_net_shift"

U, GAPS = "int_customer_usage", "int_customer_usage_gaps"

EVENT, FOUND = "int_customer_meter_event", "int_customer_finding"

FEATURES = (
    Feature(f"{EVENT}.suspect_events_30d", "近30天可疑计量事件", "Suspect meter events, 30 days", "times", 1),
    Feature(f"{EVENT}.suspect_events_90d", "近90天可疑计量事件", "Suspect meter events, 90 days", "times", 1),
    Feature(f"{EVENT}.suspect_events_12m", "近12个月可疑计量事件", "Suspect meter events, 12 months", "times", 1),
    Feature(f"{EVENT}.days_since_suspect_event", "距最近可疑计量事件", "Days since the latest such event", "days", -1),
    Feature(f"{FOUND}.abnormal_findings_36m", "近36个月查实异常次数", "Findings of the last 36 months", "times", 1),
    Feature(f"{STEP}.level_step", "用电水平的突变（对数）", "Lasting step of use (logarithm)", "ratio", -1),
    Feature(f"{STEP}.level_step_contrast", "突变与平常波动之比", "The step over ordinary changes", "ratio"),
    Feature(f"{SHIFT}.level_change_13w", "近13周水平变化（对数）", "Level of 13 weeks less before (log)", "ratio", -1),
    Feature(f"{SHIFT}.level_change_year_13w", "近13周同比变化（对数）", "Level on the year before (log)", "ratio", -1),
    Feature(f"{SHIFT}.noise_change_13w", "近13周日间波动变化", "Day-to-day noise of 13 weeks less before", "ratio"),
    Feature(f"{SHIFT}.same_share_change_13w", "近13周读数相同天数变化", "Days equal to the last, change", "share", 1),
    Feature(f"{SHIFT}.zero_share_change_13w", "近13周零用电天数变化", "Days without use, change in 13 weeks", "share"),
    Feature(f"{NET}.level_net_change_13w", "近13周自身水平变化（对数）", "Own change, 13 weeks (log)", "ratio", -1),
    Feature(f"{U}.kwh_growth_12m", "用电量同比变化", "Change of use on the year before", "change", -1),
    Feature(f"{GAPS}.gap_share_13w", "近13周缺抄天数占比", "Days without a read, 13 weeks", "share", 0, True),
    Feature(f"{GAPS}.gap_share_change_13w", "缺抄占比变化", "Change of the days without a read", "share", 0, True),
    Feature(f"{GAPS}.gap_weeks_52w", "近52周缺抄过半的周数", "Weeks mostly without a read", "count", 0, True),
    Feature(f"{GAPS}.scattered_gap_weeks_52w", "近52周零星缺抄周数", "Weeks with gaps of days", "count", 0, True),
)  # fmt: skip


SCORE = Score(
    name="abnormal_use_risk", output="abnormal_use_chance", subject="power_customer", horizon_days=90,
    zh="异常用电风险", en="Abnormal use risk",
    label_zh="90天内的检查查实窃电、计量装置被动或接线错误",
    label_en="An inspection within 90 days finds theft, a tampered meter or wrong wiring",
    decision_zh="用电检查人员安排现场检查的次序", decision_en="Whom inspectors visit first",
    eligible=f"{U}.last_reading_on is not null",
    label_sql=LABEL, sources=("marketing.inspections", "metering.daily_energy"), facts=("fct_inspection",),
    features=FEATURES, reasons_from=0.05,
    span_sql="select (select min(done_on) from fct_inspection), (select max(done_on) from fct_inspection)",
    naive=f"coalesce({EVENT}.suspect_events_90d, 0)"
    f" + least(greatest(-coalesce({U}.kwh_growth_12m, 0), 0), 0.999)",
    naive_zh="先看近90天计量事件，再看用电量同比降幅",
    naive_en="Meter events of 90 days first, then the fall of use on the year before",
)  # fmt: skip
