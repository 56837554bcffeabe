"""Planned outages that were not told two days before and again twelve hours before.

Figures: the days and hours between the notices sent and the planned start, 12 months. Limits: 2 days, again 12 hours.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.notices import checked, planned
from tagrid.report.text import Text, counted, joined


def advise(facts: Facts) -> Advice | None:
    """Hold where a planned outage lacked its first notice two days, or its second twelve hours ahead."""
    told = [checked(row) for row in planned(facts)]
    first, again = (sum(1 for one in told if not getattr(one, name)) for name in ("two_days", "twice"))
    if not first and not again:
        return None
    worst = max(first, again)
    return Advice(
        title=Text("提前通知不足", "Early notices were lacking"),
        figure=Text(f"{worst} / {len(told)} 次", f"{worst} of {len(told)}"),
        finding=_lacking(len(told), first, again),
        action=Text(
            "请关注我们的 App 或微信公众号，停电计划会先在那里公布；我们核对每次的第二次通知。",
            "Follow our app or WeChat account, where plans appear first; we check the second notice of each outage.",
        ),
        source=Text(
            "停电通知记录；规定提前 2 天、再提前 12 小时", "Record of notices; rule: 2 days, and again 12 hours before"
        ),
        grade="note",
        limit=Text("2 天，12 小时", "2 days, 12 hours"),
    )


def _lacking(told: int, first: int, again: int) -> Text:
    parts = [
        Text(f"{first} 次未在 2 天前首次通知", f"{first} without the first notice 2 days ahead"),
        Text(f"{again} 次未在 12 小时前再次通知", f"{again} without the second 12 hours ahead"),
    ]
    held = joined([part for part, count in zip(parts, (first, again), strict=True) if count], "，", ", ")
    return Text(f"{told} 次计划停电中，{held.zh}。", f"{counted(told, 'planned outage')}, {held.en}.")
