"""Faults that come again for one cause.

Figures: fault outages of 24 months by cause; two of one cause are a pattern to be worked on.
"""

from collections import Counter

from tagrid.report.advice.base import Advice
from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.text import Text, hours

LEAST = 2
OURS = {
    "equipment": Text("对线路设备做一次状态检测，列入检修", "inspect the line's equipment and plan its repair"),
    "weather": Text("检查防雷与通道，清理树障", "check lightning protection and clear trees along the line"),
    "customer": Text("督促引起停电的客户整改其设备", "hold the customer whose equipment it was to mend it"),
    "external": Text("在施工点加装警示与巡视", "mark the line at building sites and patrol it"),
}


def advise(facts: Facts) -> Advice | None:
    """Hold where two or more faults of 24 months had one cause that can be worked on."""
    faults = [row for row in facts.outages if row["kind"] == "fault" and row["cause"] in OURS]
    common = Counter(row["cause"] for row in faults).most_common(1)
    if not common or common[0][1] < LEAST:
        return None
    cause, count = common[0]
    lost = sum(row["minutes"] or 0 for row in faults if row["cause"] == cause)
    what, todo = named(cause), OURS[cause]
    return Advice(
        title=Text(f"同一原因反复停电：{what.zh}", f"Faults keep coming from one cause: {what.en}"),
        figure=Text(f"{count} 次", f"{count} times"),
        finding=Text(
            f"24 个月内因{what.zh}故障停电 {count} 次，合计 {hours(lost)} 小时。",
            f"In 24 months {count} faults came from {what.en}, {hours(lost)} hours in all.",
        ),
        action=Text(
            f"我们{todo.zh}，并在下一份档案中报告结果。", f"We {todo.en}, and report the result in the next file."
        ),
        source=Text("停电原因记录", "Causes on record"),
        grade="attention",
        limit=Text("同因不超过 1 次", "one of a cause at most"),
    )
