"""No electrician with a valid permit is left.

Figures: the days until which the permits of the registered electricians hold. A permit that will lapse within 60 days
while no other holds longer is told as a note.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, counted, day

SOON_DAYS, WITHIN_DAYS = 60, 60


def advise(facts: Facts) -> Advice | None:
    """Hold where the last of the permits has lapsed, or lapses within 60 days."""
    valid = [row["due_on"] for row in facts.kind("electrician") if row["due_on"] is not None]
    if not valid or (max(valid) - facts.as_of).days > SOON_DAYS:
        return None
    left = (max(valid) - facts.as_of).days
    lapsed = left < 0
    by = facts.as_of + timedelta(days=WITHIN_DAYS) if lapsed else max(valid)
    said = (
        Text(f"已过期 {-left} 天", f"lapsed {-left} days ago")
        if lapsed
        else Text(f"还有 {left} 天到期", f"lapses in {left} days")
    )
    return Advice(
        title=Text("电工证过期", "Electricians' permits have lapsed")
        if lapsed
        else Text("电工证即将到期", "Electricians' permits lapse soon"),
        figure=Text(f"{abs(left)} 天", f"{abs(left)} days"),
        finding=Text(
            f"登记的 {len(facts.kind('electrician'))} 名电工中，最晚的证书 {day(max(valid))} 到期，{said.zh}。",
            f"Of {counted(len(facts.kind('electrician')), 'registered electrician')} the last permit is valid until "
            f"{day(max(valid))}; it {said.en}.",
        ),
        action=Text(
            f"请在 {day(by)} 前安排至少一名电工复训换证；无证人员不得操作高压设备。",
            f"Have at least one electrician trained and certified by {day(by)}; nobody without a permit may work "
            "on high voltage.",
        ),
        source=Text("电工培训记录", "Training of electricians"),
        grade="attention" if lapsed else "note",
        limit=Text("至少一人持证有效", "one valid permit at least"),
        by=by,
    )
