"""Explain a week that differs: a reading check of large changes.

Figures: daily average of the last week against the week before; up 30 % or down 20 % is to be looked into
(reading check of large customers, the tag ``weekly_change``). Speaks only of enterprises and institutions: a home that
goes on a journey needs no advice.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, amount, change

UP, DOWN = 0.30, -0.20


def advise(facts: Facts) -> Advice | None:
    """Hold where the last week is up by 30 % or down by 20 % against the one before."""
    week = facts.usage("weekly_change_share")
    if week is None or DOWN < week < UP or facts.customer.get("customer_type") == "household":
        return None
    last, before = facts.money("kwh_last_7d"), facts.money("kwh_prev_7d")
    if last is None or before is None:
        return None
    return Advice(
        title=Text("上周用电变化大，请核对", "Last week differs: please check"),
        figure=Text(change(week), change(week)),
        finding=Text(
            f"截至 {facts.as_of} 的一周用电 {amount(last)} kWh，前一周 {amount(before)} kWh。",
            f"The week to {facts.as_of} used {amount(last)} kWh, the week before {amount(before)}.",
        ),
        action=Text(
            "如因开停工、检修所致，请告知客户经理；原因不明时，我们上门核对电能表与线路。",
            "If work began or stopped, tell your account manager. If you know no reason, we come and check meter "
            "and wiring.",
        ),
        source=Text("日电量；抄表核查规定 +30%/−20%", "Daily energy; reading check at +30% and −20%"),
        grade="note",
        limit=Text("+30% / −20%", "+30% / −20%"),
    )
