"""Pay on time: what the late bills of the year may have cost.

Figures: due and payment dates of the customer's own bills. Late fee a day: 0.1 % for homes, 0.2 % for others:
供电营业规则, 电费违约金.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, number

A_DAY = {"residential": 0.001}
OTHERS_A_DAY = 0.002
LEAST_BILLS = 2


def advise(facts: Facts) -> Advice | None:
    """Hold where two or more bills of the year were paid after their due date."""
    if not facts.bills:
        return None
    rate = A_DAY.get(facts.customer.get("tariff_category") or "", OTHERS_A_DAY)
    first = facts.year[0].first
    late = [row for row in facts.bill_rows if row["bill_month"] >= first and _days_late(row) > 0]
    if len(late) < LEAST_BILLS:
        return None
    fee = sum(float(row["amount_yuan"]) * rate * _days_late(row) for row in late)
    longest = max(_days_late(row) for row in late)
    return Advice(
        title=Text("按时交费，免付违约金", "Pay on time, save late fees"),
        figure=Text(f"{number(fee)} 元", f"{number(fee)} yuan"),
        finding=Text(
            f"一年内 {len(late)} 笔电费迟交，最长 {longest} 天；按每日 {rate:.1%} 计，违约金可达 {number(fee)} 元。",
            f"{len(late)} bills of the year were paid late, the latest by {longest} days. At {rate:.1%} a day late "
            "fees may come to "
            f"{number(fee)} yuan.",
        ),
        action=Text(
            "开通银行代扣，或让我们在最后交费日前三天短信提醒。",
            "Set up a bank debit, or have us remind you by text message three days before the due date.",
        ),
        source=Text("账单与交费记录；供电营业规则（电费违约金）", "Bills and payments; late fees of the supply rules"),
        yuan=fee,
    )


def _days_late(row: dict) -> int:
    paid = row["last_paid_on"]
    return (paid - row["due_on"]).days if paid else 0
