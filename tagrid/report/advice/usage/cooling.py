"""Set cooling one degree higher.

Figures: the share of the year's kWh that follows the heat (regression of daily kWh on degrees above 24 C; the tag
``temperature_sensitivity`` counts it from 8 % on, where weather explains a tenth of the use). More than 60 % is no
cooling but a summer's work. That a degree saves 5 % of it is a cautious rule of thumb; no lower than 26 C is the rule
of 国办发〔2007〕42号.
"""

from tagrid.report.advice.base import Advice
from tagrid.report.facts import Facts
from tagrid.report.money import per_kwh, worth
from tagrid.report.text import Text, amount, share

COUNTS_FROM, COUNTS_TO, LEAST_FIT = 0.08, 0.60, 0.10
SAVED_A_DEGREE = 0.05


def advise(facts: Facts) -> Advice | None:
    """Hold where 8 to 60 % of the use follows the heat, and weather explains a tenth of it."""
    cooling, monthly = facts.usage("cooling_share_12m"), facts.usage("monthly_kwh_12m")
    fit = facts.usage("weather_fit_12m") or 0
    if cooling is None or monthly is None or fit < LEAST_FIT or not COUNTS_FROM <= cooling <= COUNTS_TO:
        return None
    kwh = monthly * 12 * cooling
    saved = kwh * SAVED_A_DEGREE
    zh, en = worth(facts, saved)
    price = per_kwh(facts)
    return Advice(
        title=Text("空调温度调高一度", "Set cooling one degree higher"),
        figure=Text(f"{amount(saved)} kWh", f"{amount(saved)} kWh"),
        finding=Text(
            f"一年中约 {share(cooling, 0)} 的电量（{amount(kwh)} kWh）随高温而来，主要是制冷。",
            f"About {share(cooling, 0)} of a year's use ({amount(kwh)} kWh) comes with the heat, cooling for the "
            "most part.",
        ),
        action=Text(
            f"设定温度提高 1 ℃（不低于 26 ℃），一年约省 {amount(saved)} kWh{zh}。",
            f"Set it 1 degree higher, and not below 26 degrees: about {amount(saved)} kWh less a year{en}.",
        ),
        source=Text(
            "日电量对气温回归；国办发〔2007〕42号", "Daily use against temperature; State Council guidance of 2007"
        ),
        limit=Text("≥ 8% 计为温度敏感", "counts from 8%"),
        yuan=saved * price if price else None,
    )
