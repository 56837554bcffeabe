"""A meter with an open fault, or past the day of its periodic verification.

Figures: fault state and next verification of the meters hanging.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, day

WITHIN_DAYS = 15


def advise(facts: Facts) -> Advice | None:
    """Hold where a meter fault is open or a verification is overdue."""
    due, fault = facts.supply.get("next_verification_on"), bool(facts.supply.get("has_meter_fault"))
    late = (facts.as_of - due).days if due and due < facts.as_of else 0
    if not fault and not late:
        return None
    by = facts.as_of + timedelta(days=WITHIN_DAYS)
    overdue = Text(
        f"检定应于 {day(due)} 完成，已超期 {late} 天", f"its verification was due on {day(due)}, {late} days ago"
    )
    broken = Text("有一项计量故障未处理", "a meter fault is open")
    found = (
        overdue
        if late and not fault
        else broken
        if not late
        else Text(f"{broken.zh}；{overdue.zh}", f"{broken.en}; {overdue.en}")
    )
    return Advice(
        title=Text("计量装置待处理", "The meter needs attention"),
        figure=Text(f"{late} 天", f"{late} days") if late else Text("1 项故障", "1 fault"),
        finding=Text(f"{found.zh}。", f"{found.en[0].upper()}{found.en[1:]}."),
        action=Text(
            f"我们在 {day(by)} 前上门检定或更换，不收费；期间电量如有误差按规定退补。",
            f"We verify or exchange it by {day(by)}, free of charge; a wrong reading meanwhile is put right by the "
            "rules.",
        ),
        source=Text("电能表档案", "Register of meters"),
        grade="note",
        limit=Text(f"检定 {day(due)}", f"verified by {day(due)}") if late else Text("无故障", "no fault"),
        by=by,
    )
