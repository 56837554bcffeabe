"""What a document may state about a customer: rows of one published version, and sums that sections share."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from tagrid.core.formats import yuan
from tagrid.core.periods import window_start
from tagrid.core.text import Text
from tagrid.portrait import bill_state, outages_of_year


@dataclass(frozen=True)
class BilledMonth:
    """One month billed, its bills summed; what was not measured is None. Money is yuan.

    Peak hours count the sharp ones, valley hours the deep-valley ones, which stand apart as well. ``issued_on`` is when
    the last of its bills was issued.
    """

    first: date
    kwh: float
    yuan: float
    peak_kwh: float | None = None
    valley_kwh: float | None = None
    factor: float | None = None
    factor_yuan: float | None = None
    demand_kw: float | None = None
    sharp_kwh: float = 0.0
    deep_valley_kwh: float = 0.0
    basic_yuan: float | None = None
    correction_yuan: float | None = None
    issued_on: date | None = None

    @property
    def issued(self) -> date:
        """When it was billed: at the beginning of the next month where nothing else is known."""
        return self.issued_on or (self.first + timedelta(days=31)).replace(day=1)

    @property
    def current_yuan(self) -> float:
        """What its own use cost: without what its bills correct of use before."""
        return self.yuan - (self.correction_yuan or 0)

    @property
    def is_split(self) -> bool:
        """Whether peak and valley were measured."""
        return self.peak_kwh is not None and self.valley_kwh is not None


@dataclass(frozen=True)
class CustomerTag:
    """A tag that the customer may see: the code of its value, and both labels."""

    value: str
    label: Text
    value_label: Text


@dataclass(frozen=True)
class Facts:
    """One customer in one version. Rows are dictionaries by column; a row that is not there is empty.

    ``file`` is what is on file of contract and settlement, ``lines`` the source lines in service; ``bills`` are months
    oldest first, 24 at most; ``bill_lines`` what bills are made of, by bill; ``days`` every day from the first reading
    on, kWh None where none came; ``inputs`` the numbers the rules read, by theme; ``shown`` the tags that the utility
    chose to show, by part of a document, ``bands`` those that say how high a number is; ``peers`` and ``around`` what
    customers of its kind and its place have.
    """

    customer_id: str
    as_of: date
    version: str = ""
    catalog_version: str = ""
    customer: dict = field(default_factory=dict)
    supply: dict = field(default_factory=dict)
    file: dict = field(default_factory=dict)
    lines: tuple[dict, ...] = ()
    inputs: dict[str, dict] = field(default_factory=dict)
    tags: dict[str, CustomerTag] = field(default_factory=dict)
    shown: dict[str, tuple[CustomerTag, ...]] = field(default_factory=dict)
    bands: dict[str, CustomerTag] = field(default_factory=dict)
    bills: tuple[BilledMonth, ...] = ()
    bill_rows: tuple[dict, ...] = ()
    bill_lines: dict[str, list[dict]] = field(default_factory=dict)
    days: tuple[tuple[date, float | None], ...] = ()
    checks: tuple[dict, ...] = ()
    outages: tuple[dict, ...] = ()
    repairs: tuple[dict, ...] = ()
    tariffs: tuple[dict, ...] = ()
    peers: "dict | None" = None
    around: tuple = ()

    def of(self, theme: str, column: str) -> float | None:
        """Return a number that the rules of a theme read."""
        value = self.inputs.get(theme, {}).get(column)
        return None if value is None else float(value)

    def usage(self, column: str) -> float | None:
        """Return a number of the customer's use."""
        return self.of("usage", column)

    @property
    def buys_directly(self) -> bool:
        """Whether it buys energy in the market and not through the grid's agency: the price list is not its own."""
        return bool(self.supply.get("is_in_market"))

    @property
    def sources(self) -> int | None:
        """The number of power sources: as the supply points are registered, else the source lines in service."""
        return self.supply.get("source_count") or len(self.lines) or None

    def money(self, column: str) -> float | None:
        """Return a price of its supply, yuan."""
        value = self.supply.get(column)
        return None if value is None else float(value)

    def kind(self, kind: str) -> list[dict]:
        """Return its checks of a kind: equipment, defect, inspection, electrician."""
        return [row for row in self.checks if row["kind"] == kind]

    @property
    def capacity_kva(self) -> float | None:
        """The contracted capacity or, where no contract has one, that of its supply points, kVA."""
        return self.customer.get("contract_capacity_kva") or self.supply.get("capacity_kva")

    @property
    def year_kwh(self) -> float | None:
        """The year's use, kWh, as the head of a portrait and the tags have it; None with too few complete months.

        Twelve times the mean of the last 12 complete months, by readings. What was billed in the year is another
        figure, of other days, and called so wherever it stands.
        """
        monthly = self.usage("monthly_kwh_12m")
        return None if monthly is None else monthly * 12

    @property
    def share_of_peak(self) -> float | None:
        """Peak use as a share, as the tag has it: by readings, or where those do not tell it by the year's bills."""
        share, billed = self.usage("peak_share_12m"), total_of(self.split, "kwh")
        return share if share is not None or billed <= 0 else total_of(self.split, "peak_kwh") / billed

    @property
    def share_of_valley(self) -> float | None:
        """Valley use as a share, as `share_of_peak`."""
        share, billed = self.usage("valley_share_12m"), total_of(self.split, "kwh")
        return share if share is not None or billed <= 0 else total_of(self.split, "valley_kwh") / billed

    @property
    def max_demand_kw(self) -> float | None:
        """The highest demand of the year's bills or, where they have none, of the readings, kW."""
        return max((kw for _, kw in self.demands), default=self.money("max_demand_kw_12m"))

    @property
    def outages_year(self) -> list[dict]:
        """The outages of the last 12 months, newest first."""
        return sorted(outages_of_year(self.outages, self.as_of), key=lambda row: row["started_at"], reverse=True)

    @property
    def overdue(self) -> list[dict]:
        """The bills past their last day with something left to pay."""
        return [row for row in self.bill_rows if bill_state(row, self.as_of) == "open_overdue"]

    @property
    def arrears_yuan(self) -> float:
        """What is left to pay of bills past their last day, yuan, as the tags have it."""
        known = self.of("payment", "arrears_yuan")
        return known if known is not None else float(sum(row["amount_yuan"] - row["paid_yuan"] for row in self.overdue))

    @property
    def paid_late(self) -> list[dict]:
        """The bills of the year that were paid after their last day."""
        first = window_start(self.as_of)
        recent = [row for row in self.bill_rows if row["issued_on"] >= first]
        return [row for row in recent if bill_state(row, self.as_of) == "paid_late"]

    @cached_property
    def year(self) -> tuple[BilledMonth, ...]:
        """The months billed in the last 12 months, as the year's amount of the tags counts them: by issue."""
        return tuple(m for m in self.bills if m.issued >= window_start(self.as_of))

    @cached_property
    def year_before(self) -> tuple[BilledMonth, ...]:
        """The months billed in the 12 months before these."""
        first, last = window_start(self.as_of, 24), window_start(self.as_of)
        return tuple(m for m in self.bills if first <= m.issued < last)

    @cached_property
    def pairs(self) -> list[tuple[BilledMonth, BilledMonth]]:
        """Months of this year beside the same month of the year before, where both were billed."""
        before = {m.first.replace(year=m.first.year + 1): m for m in self.year_before}
        return [(m, before[m.first]) for m in self.year if m.first in before]

    @cached_property
    def read_months(self) -> list[tuple[date, float, int]]:
        """First day, kWh and days read of every month with readings, oldest first."""
        read = defaultdict(list)
        for on, kwh in self.days:
            if kwh is not None:
                read[on.replace(day=1)].append(kwh)
        return [(first, sum(kwh), len(kwh)) for first, kwh in sorted(read.items())]

    @property
    def split(self) -> list[BilledMonth]:
        """The months of the year with peak and valley measured."""
        return [m for m in self.year if m.is_split]

    @property
    def demands(self) -> list[tuple[BilledMonth, float]]:
        """The months of the year with a highest demand measured, and that demand, kW."""
        return [(m, m.demand_kw) for m in self.year if m.demand_kw is not None]

    @property
    def factors(self) -> list[tuple[BilledMonth, float, float]]:
        """The months of the year with a power factor, the factor, and its adjustment of the bill, yuan."""
        return [(m, m.factor, m.factor_yuan or 0.0) for m in self.year if m.factor is not None]

    @property
    def periods(self) -> list[tuple[date, float, float, float]]:
        """Month and kWh in peak, flat and valley hours, where they were measured."""
        split = [(m, m.peak_kwh or 0.0, m.valley_kwh or 0.0) for m in self.split]
        return [(m.first, peak, max(m.kwh - peak - valley, 0.0), valley) for m, peak, valley in split]

    def outages_since(self, first: date) -> list[dict]:
        """Return the outages that began on or after a day."""
        return [row for row in self.outages if row["started_at"].date() >= first]


def total_of(months, name: str) -> float:
    """Return the sum of a column over months, None counting nothing."""
    return sum(getattr(m, name) or 0 for m in months)


def bills_by_month(rows: list[dict]) -> tuple[BilledMonth, ...]:
    """Return bills summed by the month they are for, oldest first; a mean of power factors is weighted by energy."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["bill_month"]].append(row)
    return tuple(_billed_month(first, group) for first, group in sorted(groups.items()))


def _billed_month(first: date, rows: list[dict]) -> BilledMonth:
    def summed(column: str) -> float | None:
        known = [float(row[column]) for row in rows if row.get(column) is not None]
        return sum(known) if known else None

    def with_special(column: str, special: float) -> float | None:
        usual = summed(column)
        return None if usual is None else usual + special

    demands = [row["max_demand_kw"] for row in rows if row["max_demand_kw"] is not None]
    sharp, deep = summed("sharp_kwh") or 0.0, summed("deep_valley_kwh") or 0.0
    return BilledMonth(
        first=first,
        kwh=summed("energy_kwh") or 0.0,
        yuan=summed("amount_yuan") or 0.0,
        peak_kwh=with_special("peak_kwh", sharp),
        valley_kwh=with_special("valley_kwh", deep),
        factor=_power_factor(rows),
        factor_yuan=summed("power_factor_yuan"),
        demand_kw=max(demands, default=None),
        sharp_kwh=sharp,
        deep_valley_kwh=deep,
        basic_yuan=summed("basic_charge_yuan"),
        correction_yuan=summed("correction_yuan"),
        issued_on=max((row["issued_on"] for row in rows if row.get("issued_on")), default=None),
    )


def _power_factor(rows: list[dict]) -> float | None:
    measured = [(row["power_factor"], max(row["energy_kwh"], 0)) for row in rows if row["power_factor"] is not None]
    weight = sum(kwh for _, kwh in measured)
    if not measured:
        return None
    return sum(f * kwh for f, kwh in measured) / weight if weight else measured[0][0]


def mean_price(facts: Facts) -> float | None:
    """Return the mean price of the year's bills without corrections of use before, yuan a kWh; None without bills."""
    kwh = total_of(facts.year, "kwh")
    return total_of(facts.year, "current_yuan") / kwh if kwh > 0 else None


def corrected_text(facts: Facts) -> Text:
    """Return a clause with what of the year's bills corrects use before them, empty where nothing does."""
    known = [m.correction_yuan for m in facts.year if m.correction_yuan is not None]
    if not known:
        return Text(zh="", en="")
    net = yuan(sum(known), 2)
    return Text(
        zh=f"（含退补电费 {net.zh}，均价不计）", en=f" (with {net.en} of corrections, left out of the mean price)"
    )


def worth_text(facts: Facts, kwh: float) -> Text:
    """Return a clause with what ``kwh`` are worth, empty where no price is known."""
    price = mean_price(facts)
    if price is None:
        return Text(zh="", en="")
    worth = yuan(kwh * price)
    return Text(zh=f"，约 {worth.zh}", en=f", about {worth.en}")
