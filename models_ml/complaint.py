"""Complaint propensity 投诉倾向: the chance that a customer complains within the next 30 days."""

from tagrid.scoring import Feature, Score

LABEL = """
select customer_id, true as label, min(cast(opened_at as date)) as began_on, min(cast(opened_at as date)) as decided_on
from fct_complaint
where cast(opened_at as date) > $as_of and cast(opened_at as date) <= $until
group by customer_id
"""


A, J, T = "int_customer_wait", "int_customer_bill_jump", "int_customer_fault"

S, R, W = "int_customer_service", "int_customer_sensitivity", "int_customer_payment"

FEATURES = (
    Feature(f"{A}.longest_wait_hours_30d", "近30天诉求最长等待", "Longest wait for an answer, 30 days", "hours", 1),
    Feature(f"{A}.slowest_repair_hours_30d", "近30天最慢抢修", "Slowest repair, 30 days", "hours", 1),
    Feature(f"{T}.faults_30d", "近30天故障停电次数", "Unplanned interruptions, 30 days", "times", 1),
    Feature(f"{T}.fault_hours_30d", "近30天故障停电时长", "Hours of unplanned interruptions, 30 days", "hours", 1),
    Feature(f"{T}.days_since_fault", "距最近一次故障停电", "Days since the latest interruption", "days"),
    Feature(f"{J}.bill_jump", "最近账单环比变化", "Latest bill against the one before", "change"),
    Feature(f"{J}.bill_jump_yuan", "最近账单环比增加", "Latest bill less the one before", "yuan"),
    Feature(f"{S}.complaints_12m", "近12个月投诉次数", "Complaints of the last 12 months", "times", 1),
    Feature(f"{S}.open_complaints", "未办结投诉", "Complaints not resolved", "times", 1),
    Feature(f"{S}.contacts_12m", "近12个月95598诉求", "Contacts with 95598, last 12 months", "times"),
    Feature(f"{S}.repairs_12m", "近12个月报修次数", "Repairs of the last 12 months", "times"),
    Feature(f"{S}.outages_12m", "近12个月停电次数", "Outages of the last 12 months", "times"),
    Feature(f"{S}.mean_survey_score_12m", "近12个月满意度评分", "Mean survey score, 1 to 5", "ratio", -1),
    Feature(f"{R}.grievance_rate", "每次接触的不满率", "Grievances an encounter", "share", 1),
    Feature(f"{R}.grievances_24m", "近24个月不满次数", "Complaints, reports and poor scores of 24 months", "times", 1),
    Feature(f"{W}.late_bill_share_12m", "近12个月逾期账单占比", "Late bills of the last 12 months", "share", 1),
    Feature(f"{W}.dunnings_12m", "近12个月催费次数", "Reminders, last 12 months", "times", 1),
    Feature(f"{W}.mean_bill_yuan_12m", "近12个月平均账单", "Mean bill of the last 12 months", "yuan"),
)


SCORE = Score(
    name="complaint_propensity", output="complaint_chance", subject="power_customer", horizon_days=30,
    zh="投诉倾向", en="Complaint propensity",
    label_zh="30天内提出投诉", label_en="A complaint within 30 days",
    decision_zh="客服与台区经理主动联系的次序", decision_en="Whom service staff call before they complain",
    eligible="dim_customer.customer_id is not null",
    label_sql=LABEL, otherwise=False, sources=("service_95598.complaints", "service_95598.tickets"),
    facts=("fct_complaint", "fct_ticket"),
    features=FEATURES, reasons_from=0.05,
    span_sql="""select (select min(cast(opened_at as date)) from fct_ticket),
        (select max(cast(opened_at as date)) from fct_ticket)""",
    naive=f"coalesce({S}.complaints_12m, 0) + least(coalesce({A}.longest_wait_hours_30d, 0), 999) / 1000.0",
    naive_zh="先看近12个月投诉次数，再看近30天诉求等待时长",
    naive_en="Complaints of the last 12 months first, then the longest wait of 30 days",
)  # fmt: skip
