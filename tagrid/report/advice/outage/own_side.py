"""Outages that began in the customer's own installation.

Figures: outages of 24 months with that cause.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, counted, hours


def advise(facts: Facts) -> Advice | None:
    """Hold where an outage of 24 months was caused on the customer's side."""
    own = [row for row in facts.outages if row["cause"] == "customer"]
    if not own:
        return None
    lost = hours(sum(row["minutes"] or 0 for row in own))
    return Advice(
        title=Text("内部设备引起的停电", "Outages from your own installation"),
        figure=Text(f"{len(own)} 次", f"{len(own)}"),
        finding=Text(
            f"24 个月内 {len(own)} 次停电起因于客户内部，合计 {lost} 小时。",
            f"{counted(len(own), 'outage')} of 24 months began on your side, {lost} hours in all.",
        ),
        action=Text(
            "请电工检查进线开关与保护定值；我们可协助做保护配合校核。",
            "Have your electrician check the incoming switch and its protection; we help to check how the "
            "settings match ours.",
        ),
        source=Text("停电原因记录", "Causes on record"),
        grade="attention",
    )
