"""Bills past their due date and not paid in full.

Figures: the customer's own bills and payments at the data date.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, counted, day, number, yuan


def advise(facts: Facts) -> Advice | None:
    """Hold where a bill is overdue with something left to pay."""
    owed = [
        row
        for row in facts.bill_rows
        if row["paid_yuan"] is not None and row["paid_yuan"] < row["amount_yuan"] and row["due_on"] < facts.as_of
    ]
    left = float(sum(row["amount_yuan"] - row["paid_yuan"] for row in owed))
    if left < 1:
        return None
    oldest = min(row["due_on"] for row in owed)
    return Advice(
        title=Text("电费逾期未交", "Bills are overdue"),
        figure=yuan(left),
        finding=Text(
            f"{len(owed)} 笔电费逾期，尚欠 {number(left, 2)} 元，最早应于 {day(oldest)} 交清。",
            f"{counted(len(owed), 'bill')} overdue, {number(left, 2)} yuan to pay, the oldest since {day(oldest)}.",
        ),
        action=Text(
            "请尽快交清；有困难请联系客户经理商定分期。",
            "Please pay soon; if that is hard, agree on instalments with your account manager.",
        ),
        source=Text("账单与交费记录", "Bills and payments"),
        grade="note",
        limit=Text(f"应交 {day(oldest)}", f"due {day(oldest)}"),
        by=oldest,
    )
