"""More hours without supply than around.

Figures: hours of 12 months against the mean of the district's customers; told from half as much again, and
one hour more.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.text import Text, number

TIMES, LEAST_HOURS = 1.5, 1.0


def advise(facts: Facts) -> Advice | None:
    """Hold where the customer's hours are at least 1.5 times the district's mean and an hour above it."""
    own = facts.of("service", "outage_hours_12m")
    place = next((one for one in facts.around if one.where == "district"), None)
    if own is None or place is None or own < place.hours * TIMES or own < place.hours + LEAST_HOURS:
        return None
    return Advice(
        title=Text("停电时间高于本区平均", "More time without supply than your district"),
        figure=Text(f"{number(own, 1)} 小时", f"{number(own, 1)} hours"),
        finding=Text(
            f"12 个月停电 {number(own, 1)} 小时；本区 {number(place.customers)} 户平均 {number(place.hours, 1)} 小时。",
            f"{number(own, 1)} hours in 12 months; the mean of {number(place.customers)} customers of your "
            f"district is {number(place.hours, 1)}.",
        ),
        action=Text(
            "我们把您所在线路列入重点，合并检修窗口，减少停电次数；检修前与您商定时间。",
            "Your line is put on the list to be worked on: repairs are gathered into fewer outages, at times "
            "agreed with you.",
        ),
        source=Text("停电记录；本区客户平均", "Record of outages; mean of the district"),
        grade="attention",
        limit=Text(f"本区 {number(place.hours, 1)} 小时", f"district {number(place.hours, 1)} hours"),
    )
