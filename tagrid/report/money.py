"""What a kWh costs this customer, for advice that saves energy."""

from tagrid.report.facts import Facts, total
from tagrid.report.text import Text, number


def per_kwh(facts: Facts) -> float | None:
    """Return the mean price of the year's bills, yuan a kWh; None without bills."""
    kwh = total(facts.year, "kwh")
    return total(facts.year, "yuan") / kwh if kwh > 0 else None


def worth(facts: Facts, kwh: float) -> Text:
    """Return a clause that tells what ``kwh`` are worth, empty where no price is known."""
    price = per_kwh(facts)
    if price is None:
        return Text("", "")
    return Text(f"，约 {number(kwh * price)} 元", f", about {number(kwh * price)} yuan")
