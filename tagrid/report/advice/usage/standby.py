"""Look for what runs when nobody is there.

Figures: the mean of the lowest tenth of the last year's days against the mean day. Where days of rest are plain
(a third of the mean day or less, yet not nothing), what they use is what is never switched off; a quarter of it is
what an evening round commonly finds. A home that is away has nothing to walk round for.
"""

from datetime import timedelta

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.money import per_kwh, worth
from tagrid.report.text import Text, amount, share

LOWEST_SHARE, REST, NOTHING = 0.10, 0.35, 0.03
FOUND = 0.25
FEWEST_DAYS = 300


def resting_kwh(facts: Facts) -> tuple[float, float] | None:
    """Return the mean of the lowest tenth of the days used and of all of them, kWh; None with too few days."""
    since = facts.as_of - timedelta(days=365)
    read = sorted(kwh for on, kwh in facts.days if on > since and kwh is not None)
    if len(read) < FEWEST_DAYS:
        return None
    lowest = read[: max(round(len(read) * LOWEST_SHARE), 1)]
    return sum(lowest) / len(lowest), sum(read) / len(read)


def advise(facts: Facts) -> Advice | None:
    """Hold where the quietest days use between 3 and 35 % of the mean day, except in a home."""
    found = None if facts.customer.get("customer_type") == "household" else resting_kwh(facts)
    if found is None or found[1] <= 0 or not NOTHING <= found[0] / found[1] <= REST:
        return None
    quiet, mean = found
    saved = quiet * FOUND * 365
    zh, en = worth(facts, saved)
    price = per_kwh(facts)
    return Advice(
        title=Text("查一查停下来时还在用的电", "Look for what runs when you rest"),
        figure=Text(f"{amount(quiet)} kWh/天", f"{amount(quiet)} kWh a day"),
        finding=Text(
            f"用得最少的一成日子，每天仍用 {amount(quiet)} kWh，是平均日 {amount(mean)} kWh 的 "
            f"{share(quiet / mean, 0)}：这部分一直开着。",
            f"On the quietest tenth of days {amount(quiet)} kWh a day are still used, {share(quiet / mean, 0)} of "
            "a mean day's "
            f"{amount(mean)}: this is never switched off.",
        ),
        action=Text(
            f"休息日巡查一次（空压机、照明、待机设备）；减掉四分之一，一年省 {amount(saved)} kWh{zh}。",
            f"Walk round once on a day of rest (compressors, lights, machines on standby). A quarter less of it is "
            f"{amount(saved)} kWh a year{en}.",
        ),
        source=Text("近一年日电量", "Daily energy of the last year"),
        yuan=saved * price if price else None,
    )
