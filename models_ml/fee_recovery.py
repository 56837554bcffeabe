"""Fee recovery risk 电费回收风险: the chance that a customer's next bill stays unpaid.

The label is the collections department's own rule: the next bill issued is still not fully paid 30 days after its
due date. Three months hold that bill, its term and the 30 days for monthly billing, whatever the day of month.

"""

from tagrid.scoring import Feature, Score

LABEL = """
with next_bill as (
    select customer_id, bill_id, amount_yuan, issued_on as began_on, cast(due_on + 30 as date) as decided_on
    from fct_bill
    where issued_on > $as_of and due_on + 30 <= $until and amount_yuan > 0
    qualify row_number() over (partition by customer_id order by issued_on, bill_id) = 1
),
paid as (
    select bill_id, sum(fct_payment.amount_yuan) as paid_yuan
    from next_bill inner join fct_payment using (bill_id)
    where paid_on <= decided_on
    group by bill_id
)
select customer_id, began_on, decided_on, coalesce(paid_yuan, 0) < amount_yuan - 0.01 as label
from next_bill left join paid using (bill_id)
"""


P, U, C = "int_customer_payment", "int_customer_usage", "int_customer_credit"

R = "int_customer_payment_recent"

FEATURES = (
    Feature(f"{P}.late_bill_share_12m", "近12个月逾期账单占比", "Late bills of the last 12 months", "share", 1),
    Feature(f"{P}.mean_days_before_due", "近12个月账单平均交费", "Mean bill of 12 months paid", "days_early", -1),
    Feature(f"{R}.last_days_before_due", "最近一张账单交费", "Latest bill paid", "days_early", -1),
    Feature(
        f"{R}.mean_days_before_due_3_bills", "最近3张账单平均交费", "Latest 3 bills paid on average", "days_early", -1
    ),
    Feature(
        f"{R}.parted_bill_share_3_bills",
        "最近3张账单中分次交或未交清占比",
        "Latest 3 bills paid in parts or still open",
        "share",
        1,
    ),
    Feature(
        f"{R}.slow_bill_share_3_bills", "最近3张账单中逾期超30天占比", "Latest 3 bills over 30 days late", "share", 1
    ),
    Feature(f"{R}.slow_bill_share_24m", "近24个月逾期超30天账单占比", "Bills over 30 days late, 24 months", "share", 1),
    Feature(f"{P}.max_days_late_12m", "近12个月最长逾期", "Longest delay of the last 12 months", "days", 1),
    Feature(f"{P}.overdue_bills", "当前逾期账单", "Bills overdue now", "bills", 1),
    Feature(f"{P}.oldest_overdue_days", "最早欠费已逾期", "Oldest debt overdue for", "days", 1),
    Feature(f"{P}.arrears_yuan", "当前欠费", "Arrears now", "yuan", 1),
    Feature(f"{P}.dunnings_12m", "近12个月催费次数", "Reminders, last 12 months", "times", 1),
    Feature(f"{P}.cut_offs_12m", "近12个月停电催费", "Cut-offs for debt, last 12 months", "times", 1),
    Feature(f"{P}.mean_bill_yuan_12m", "近12个月平均账单", "Mean bill of the last 12 months", "yuan"),
    Feature(f"{P}.bill_growth", "账单金额变化", "Change of the bills", "change"),
    Feature(f"{U}.kwh_growth_12m", "用电量同比变化", "Change of use on the year before", "change"),
    Feature(f"{U}.volatility_12m", "用电波动系数", "Volatility of use", "ratio"),
    Feature(f"{U}.zero_run_days", "连续零用电", "Days in a row without use", "days"),
    Feature(f"{C}.court_listings", "法院执行记录", "Listings in court records", "times", 1),
)


SCORE = Score(
    name="fee_recovery_risk", output="default_chance", subject="power_customer", horizon_days=92,
    zh="电费回收风险", en="Fee recovery risk",
    label_zh="下一张账单在最后交费日30天后仍未交清", label_en="The next bill is not fully paid 30 days after it is due",
    decision_zh="催费与风险防控人员确定联系次序", decision_en="Whom collections staff contact first",
    eligible=f"dim_customer.billing_mode is distinct from 'prepaid' and {P}.bills_12m > 0",
    label_sql=LABEL, sources=("marketing.bills", "marketing.payments"), facts=("fct_bill", "fct_payment"),
    features=FEATURES,
    span_sql="select (select min(issued_on) from fct_bill), (select max(paid_on) from fct_payment)",
    naive=f"(coalesce({P}.oldest_overdue_days, 0) > 0)::integer + coalesce({P}.late_bill_share_12m, 0)",
    naive_zh="先看当前是否逾期，再看逾期账单占比", naive_en="Overdue now first, then by the share of late bills",
)  # fmt: skip
