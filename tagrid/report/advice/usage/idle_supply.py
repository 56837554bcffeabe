"""A supply that has used nothing for a month.

Figures: days on end without use, from daily readings; long from 30 days on as the tag ``zero_run`` has it.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text

LONG_DAYS = 30


def advise(facts: Facts) -> Advice | None:
    """Hold where nothing was used for 30 days or more up to the data date."""
    run = facts.usage("zero_run_days")
    if run is None or run < LONG_DAYS:
        return None
    days = int(run)
    return Advice(
        title=Text("长期未用电", "Nothing used for a long time"),
        figure=Text(f"{days} 天", f"{days} days"),
        finding=Text(
            f"截至 {facts.as_of}，已连续 {days} 天没有用电。",
            f"Up to {facts.as_of} nothing was used for {days} days on end.",
        ),
        action=Text(
            "若不再使用，可申请暂停或销户，免去基本费用和闲置风险；若在使用，请报修，我们核对电能表。",
            "If it is no longer needed, have it suspended or closed: no standing charge, no idle line. If you do "
            "use it, call us "
            "to check the meter.",
        ),
        source=Text("日电量", "Daily energy"),
        grade="attention",
        limit=Text(f"{LONG_DAYS} 天", f"{LONG_DAYS} days"),
    )
