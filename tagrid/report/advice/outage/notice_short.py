"""Planned outages whose notice came less than 24 hours ahead, or not at all.

Figures: receipt times of the notices against the planned start, 12 months. Limit: in any case 24 hours before, in
writing or by telephone, and logged.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.notices import checked, planned
from tagrid.report.text import Text, counted


def advise(facts: Facts) -> Advice | None:
    """Hold where a planned outage of the last 12 months was told less than 24 hours before."""
    told = [(row, checked(row)) for row in planned(facts)]
    short = [(row, one) for row, one in told if not one.in_time]
    if not short:
        return None
    never = sum(1 for _, one in short if one.received_hours is None)
    return Advice(
        title=Text("停电通知未按时送达", "Notices did not reach you in time"),
        figure=Text(f"{len(short)} / {len(told)} 次", f"{len(short)} of {len(told)}"),
        finding=Text(
            f"12 个月 {len(told)} 次计划停电中，{len(short)} 次不足 24 小时送达，其中 {never} 次没有送达记录。",
            f"Of {counted(len(told), 'planned outage')} in 12 months, {len(short)} were not told 24 hours before; "
            f"for {never} "
            "no notice arrived.",
        ),
        action=Text(
            "这是我们的责任：今后改为电话加短信双通道并留存回执；请核对预留的联系电话与微信。",
            "This is ours to mend: from now on by telephone and text message, with receipts kept. Please check "
            "the number and "
            "WeChat account we have of you.",
        ),
        source=Text(
            "停电通知记录；规定提前 24 小时书面或电话",
            "Record of notices; rule: 24 hours before, in writing or by telephone",
        ),
        grade="attention",
        limit=Text("≥ 24 小时", "≥ 24 hours"),
    )
