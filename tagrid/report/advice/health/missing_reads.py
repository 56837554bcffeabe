"""Days whose reading never came.

Figures: share of the last 30 days with a reading. A single day that came late is no finding; two days are.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, day, same, share

DAYS, LEAST_LOST, WITHIN_DAYS = 30, 2, 15


def advise(facts: Facts) -> Advice | None:
    """Hold where two or more of the last 30 days were not read."""
    read = facts.usage("reading_share_30d")
    lost = round((1 - read) * DAYS) if read is not None else 0
    if lost < LEAST_LOST:
        return None
    by = facts.as_of + timedelta(days=WITHIN_DAYS)
    return Advice(
        title=Text("采集不完整", "Readings are missing"),
        figure=same(share(read)),
        finding=Text(f"近 30 天有 {lost} 天没有采到读数。", f"{lost} of the last 30 days were not read."),
        action=Text(
            f"我们在 {day(by)} 前检查采集终端与通信；请勿断开终端电源。",
            f"We check the terminal and its link by {day(by)}; please do not switch it off.",
        ),
        source=Text("用电信息采集", "Metering system"),
        grade="note",
        limit=Text("缺 1 天以内", "one day missing at most"),
        by=by,
    )
