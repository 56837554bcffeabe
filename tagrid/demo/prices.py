"""What is charged for, as data: the invented utility's tariffs, whose each is, and the rules that are seeds.

Tariffs stand in ``tariffs.csv``, what the grid company's agency buys at in a usual month in ``agency_prices.csv``;
periods of the day, basic charges and standards of the power factor in dbt's seeds.
"""

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.demo import shapes
from tagrid.demo.delivery import blank
from tagrid.demo.energy import PRICE_CHANGE_MONTHS, Reads
from tagrid.demo.hours import DEEP_VALLEY, FESTIVAL, FLAT, ORDINARY, PEAK, PERIODS, SHARP, periods_of, seed_rows
from tagrid.demo.population import industry_of, kind_number
from tagrid.demo.scene import Scene, corrected_on
from tagrid.demo.supply import VOLTAGES
from tagrid.demo.world import NEVER, World, day_kind, long_holiday, month, month_of

SINGLE = "single"

MARKET_CATEGORIES = {"general_commercial", "large_industrial"}


@dataclass(frozen=True)
class Tariff:
    """A tariff: its prices in yuan a kWh by period (``single`` where it has none), before and after the change."""

    code: str
    category: str
    pricing: str
    resident_use: str
    before: dict[str, float]
    after: dict[str, float]

    @property
    def is_time_of_use(self) -> bool:
        """Whether the price depends on the period of the day."""
        return SINGLE not in self.before

    @property
    def has_special_periods(self) -> bool:
        """Whether sharp and deep-valley hours have prices of their own."""
        return {"sharp", "deep_valley"} <= set(self.before)

    @property
    def is_of_the_market(self) -> bool:
        """Whether its energy is bought in the market, at another price each month (发改价格〔2021〕1439号)."""
        return self.category in MARKET_CATEGORIES

    @property
    def is_two_part(self) -> bool:
        """Whether a basic charge is due beside the energy."""
        return self.pricing == "two_part"


_ABOUT = ("code", "category", "pricing", "resident_use")


def _tariffs() -> list[Tariff]:
    found: dict[str, Tariff] = {}
    with (Path(__file__).parent / "tariffs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one = found.setdefault(row["code"], Tariff(*(row[name] for name in _ABOUT), {}, {}))
            one.before[row["period"]], one.after[row["period"]] = float(row["price"]), float(row["changed_price"])
    return list(found.values())


TARIFFS = _tariffs()

CODES = [tariff.code for tariff in TARIFFS]

CATEGORIES = [tariff.category for tariff in TARIFFS]

TIME_OF_USE = np.array([tariff.is_time_of_use for tariff in TARIFFS])

TWO_PART = np.array([tariff.is_two_part for tariff in TARIFFS])

SPECIAL_PERIODS = np.array([tariff.has_special_periods for tariff in TARIFFS])

MICRO = 1_000_000  # prices are whole millionths of a yuan, so that a charge has one value to the cent


def whole(numerator: np.ndarray, denominator: int | np.ndarray) -> np.ndarray:
    """Return the nearest whole number of a quotient of whole numbers from 0 on, a half rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


_FARMS = [kind_number("grower"), kind_number("livestock")]

# Schools pay the residential price (发改价格〔2007〕2463号); so do homes behind one meter, without tiers. How many of
# these there are is published nowhere: one household in fifty is assumed.
_SCHOOL, SHARED_METER = kind_number("school"), 0.02

_WORKS = [kind_number(name) for name in ("single_shift", "two_shift", "continuous", "always_on")]

# From 315 kVA on industry is on a two-part tariff, and from 100 kVA others may choose it: 发改价格〔2023〕526号.
TWO_PART_KVA, CHOICE_KVA = 315, 100


def capacity_of(scene: Scene, day: int | np.ndarray) -> np.ndarray:
    """Return each customer's contracted capacity on a day, kVA; a change before the account was opened is none."""
    resized = within(scene, scene.lives.resized)
    return np.where(day < resized, scene.net.capacity, scene.capacity(NEVER - 1))


def within(scene: Scene, day: np.ndarray) -> np.ndarray:
    """Return days that lie within the life of the account; NEVER for the others."""
    return np.where((day > scene.lives.opened) & (day < scene.lives.ended), day, NEVER)


def tariff_of(scene: Scene, day: int) -> np.ndarray:
    """Return each customer's tariff on a day, an index into TARIFFS; a wrong one stays until it is corrected.

    Who runs day and night chooses two parts where it may: its hours of full use are many.
    """
    who, net, sidelines = scene.who, scene.net, scene.affairs.sidelines
    works = np.isin(who.kind, _WORKS) & (net.capacity >= TWO_PART_KVA)
    chooses = net.dedicated & (net.capacity >= CHOICE_KVA) & who.runs("g3")
    corrected = corrected_on(sidelines, scene.lives) <= day
    code = {name: number for number, name in enumerate(CODES)}
    return np.select(
        [
            corrected & (net.time_of_use & ~who.is_home),
            corrected,
            shared_meter(scene),
            who.kind == _SCHOOL,
            who.is_home & net.time_of_use,
            who.is_home | sidelines.misplaced,
            np.isin(who.kind, _FARMS),
            works & (net.voltage >= 3),
            works,
            chooses,
            net.time_of_use,
        ],
        [code[name] for name in ("C02", "C01", "R03", "R04", "R02", "R01", "A01", "I35", "I10", "C10", "C02")],
        code["C01"],
    )


def shared_meter(scene: Scene) -> np.ndarray:
    """Return which households' meter is one for several homes (合表); time-of-use prices are not for them."""
    draw = scene.rng("shared meter").random(scene.who.size)
    return scene.who.is_home & ~scene.net.time_of_use & (draw < SHARED_METER)


AGENCY_YUAN = 0.40  # what the agency buys at, in the prices of ``tariffs.csv``

AGENCY_SPREAD = 0.006  # standard deviation of a month's price from that of a usual year, yuan a kWh

AGENCY_KNOWN_DAYS = 3  # a month's prices are published so many days before it (发改办价格〔2021〕809号)


@cache
def _usual_agency_prices() -> list[float]:
    with (Path(__file__).parent / "agency_prices.csv").open(encoding="utf-8", newline="") as file:
        return [float(row["usual_yuan_per_kwh"]) for row in csv.DictReader(file)]


def agency_price(world: World, index: int) -> float:
    """Return what the grid company's agency buys a kWh at in a month, yuan.

    The size is that of published lists (国网湖北电力, January 2026: 0.38447); its way through the year and between
    years is the demo's own.
    """
    drawn = AGENCY_SPREAD * float(world.rng("agency price", index).normal())
    return round(_usual_agency_prices()[index % 12] + drawn, 6)


def listed(world: World, index: int, tariff: Tariff) -> dict[str, float]:
    """Return a tariff's prices in a month by its periods, yuan a kWh, four digits.

    Where energy is bought in the market, the price of flat hours moves with the agency's, and the other periods keep
    their proportion to it.
    """
    known = tariff.after if index >= world.first_month + PRICE_CHANGE_MONTHS else tariff.before
    if not tariff.is_of_the_market:
        return known
    flat = known["flat"] if tariff.is_time_of_use else known[SINGLE]
    moved = 1 + (agency_price(world, index) - AGENCY_YUAN) / flat
    return {period: round(price * moved, 4) for period, price in known.items()}


def prices(world: World, index: int) -> np.ndarray:
    """Return the prices of a month, millionths of a yuan a kWh, (tariff, period) in the order of PERIODS.

    A tariff without periods has one price in all; a period that it does not know has that of the one it is part of.
    """
    out = np.empty((len(TARIFFS), len(PERIODS)), dtype=np.int64)
    for number, tariff in enumerate(TARIFFS):
        known = listed(world, index, tariff)
        whole = dict.fromkeys(PERIODS, known.get(SINGLE, 0.0)) | known
        whole["sharp"] = known.get("sharp", whole["peak"])
        whole["deep_valley"] = known.get("deep_valley", whole["valley"])
        out[number] = [round(whole[name] * MICRO) for name in PERIODS]
    return out


def price_list(scene: Scene) -> None:
    """Write ``tariffs``: what held before the world, then the changes; a row a month where energy is of the market.

    A change of the others is known a month ahead, a month of the market three days; its end stands in its row.
    """
    world, until = scene.who.world, month_of(scene.sink.window.until)
    changed, rows = month(world.first_month + PRICE_CHANGE_MONTHS).first, []
    for tariff in TARIFFS:
        about = tariff.code, tariff.category, tariff.pricing, tariff.resident_use
        if tariff.is_of_the_market:
            begun = month(world.first_month).first
            spans = [(tariff.before, world.start_day - 900, begun - 1, 0, NEVER)]
            for index in range(world.first_month, until + 2):
                now = month(index)
                known = now.first - AGENCY_KNOWN_DAYS
                spans.append((listed(world, index, tariff), now.first, now.after - 1, known, NEVER))
        elif tariff.before != tariff.after:
            spans = [
                (tariff.before, world.start_day - 900, changed - 1, 0, changed - 30),
                (tariff.after, changed, NEVER, changed - 30, NEVER),
            ]
        else:
            spans = [(tariff.before, world.start_day - 900, NEVER, 0, NEVER)]
        rows += [(*about, p, v, *when) for prices_then, *when in spans for p, v in prices_then.items()]
    code, category, pricing, use, period, price, valid, last, known, ends = (
        np.array(column) for column in zip(*rows, strict=True)
    )
    columns = {
        "tariff_code": code,
        "period": period,
        "valid_from": valid,
        "tariff_category": category,
        "price_yuan_per_kwh": price,
        "pricing": pricing,
        "valid_to": last,
        "resident_use": blank(pl.Series(use), use == ""),
    }
    end_known = np.where(ends < NEVER, ends, np.where(last < NEVER, known, NEVER))
    scene.sink.put("marketing.tariffs", np.maximum(known, world.start_day), columns, {"valid_to": end_known})


@cache
def _special_shares(category: str, month_number: int, days: str) -> tuple[np.ndarray, np.ndarray]:
    """Part of the peak's energy that is sharp, and of the flat hours' that is deep valley: (profile, season, kind)."""
    at, whole = periods_of(category, month_number, days), shapes.shapes()
    sharp, peak = whole[..., at == SHARP].sum(-1), whole[..., (at == PEAK) | (at == SHARP)].sum(-1)
    deep, flat = whole[..., at == DEEP_VALLEY].sum(-1), whole[..., (at == FLAT) | (at == DEEP_VALLEY)].sum(-1)
    return sharp / peak, deep / flat


def with_special_periods(scene: Scene, index: int, read: Reads) -> Reads:
    """Return the month's readings with the parts of them that the sharp and the deep-valley register hold."""
    now, who = month(index), scene.who
    number, seasons = now.index % 12 + 1, shapes.bdew_seasons(now.days)
    at = tariff_of(scene, now.first)
    sharp, deep = np.zeros((2, who.size, now.length), dtype=np.float32)
    for category in {tariff.category for tariff in TARIFFS if tariff.has_special_periods}:
        mine = np.flatnonzero(np.array([name == category for name in CATEGORIES])[at])
        for d, day in enumerate(now.days):
            shares = _special_shares(category, number, FESTIVAL if long_holiday(int(day)) else ORDINARY)
            place = scene.net.profile[mine], seasons[d], day_kind(int(day))
            sharp[mine, d], deep[mine, d] = (table[place] for table in shares)
    return replace(read, sharp_part=sharp, deep_part=deep)


COMPONENTS = ("energy", "line_loss", "network", "system_operation", "funds")

# Parts of the flat price of who buys in the market (发改价格〔2023〕526号), yuan a kWh: line loss is a share of the
# energy's price, network and funds are fixed, and what is left is the month's cost of operating the system. Their sizes
# are the demo's own.
LINE_LOSS, SYSTEM_OPERATION, FUNDS = 0.035, 0.035, 0.0293


def composition(tariff: Tariff, price: float, energy: float) -> tuple[float, ...]:
    """Return what a flat or only price of the market is made of, in the order of COMPONENTS, adding up to it."""
    usual = tariff.before["flat"] if tariff.is_time_of_use else tariff.before[SINGLE]
    network = round(usual - AGENCY_YUAN * (1 + LINE_LOSS) - SYSTEM_OPERATION - FUNDS, 6)
    loss = round(energy * LINE_LOSS, 6)
    return energy, loss, network, round(price - energy - loss - network - FUNDS, 6), FUNDS


def price_components(scene: Scene) -> None:
    """Write ``price_components``: of each tariff of the market a row a month and component, known as prices are."""
    world, until, rows = scene.who.world, month_of(scene.sink.window.until), []
    for tariff in (one for one in TARIFFS if one.is_of_the_market):
        period = "flat" if tariff.is_time_of_use else SINGLE
        begun = month(world.first_month).first
        spans = [(world.start_day - 900, begun - 1, world.start_day, tariff.before[period], AGENCY_YUAN)]
        for index in range(world.first_month, until + 2):
            now = month(index)
            known = max(now.first - AGENCY_KNOWN_DAYS, world.start_day)
            spans.append(
                (now.first, now.after - 1, known, listed(world, index, tariff)[period], agency_price(world, index))
            )
        for first, last, known, price, energy in spans:
            parts = zip(COMPONENTS, composition(tariff, price, energy), strict=True)
            rows += [(tariff.code, component, first, last, known, yuan) for component, yuan in parts]
    code, component, first, last, known, yuan = (np.array(column) for column in zip(*rows, strict=True))
    columns = {
        "tariff_code": code, "component": component, "valid_from": first, "valid_to": last, "yuan_per_kwh": yuan,
    }  # fmt: skip
    scene.sink.put("marketing.price_components", known, columns)


BASIC_CHARGES = ("capacity", "contracted_demand", "actual_demand")

BY_CAPACITY, BY_CONTRACT, BY_DEMAND = range(3)


def basic_charge_choice(scene: Scene) -> np.ndarray:
    """Return how each customer has its basic charge billed, an index into BASIC_CHARGES; it counts on two parts."""
    return np.digitize(scene.rng("basic charge").random(scene.who.size), [0.55, 0.65])


def contract_demand(scene: Scene) -> np.ndarray:
    """Return the highest demand each customer contracts for, whole kW: what its usual month suggests, at most all."""
    who, rng = scene.who, scene.rng("contract demand")
    usual = who.kwh / 730 * 2.2 * np.exp(0.15 * rng.normal(size=who.size))
    return np.ceil(np.minimum(np.maximum(usual, 0.1 * scene.net.capacity), scene.net.capacity))


def basic_prices(scene: Scene) -> np.ndarray:
    """Return the basic charges of each customer's voltage, cents a month: (customers, 2) a kVA and a kW; 0 without."""
    table = np.zeros((len(VOLTAGES), 2), dtype=np.int64)
    for row in seed_rows("capacity_prices"):
        charges = row["capacity_yuan_per_kva"], row["demand_yuan_per_kw"]
        table[VOLTAGES.index(row["voltage_level"])] = [round(float(charge) * 100) for charge in charges]
    return table[scene.net.voltage]


_INDUSTRY = ("B", "C", "D")


def standards(scene: Scene, tariff: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Return each customer's standard of the power factor in hundredths, 0 where it has none (rule of 1983, a seed)."""
    who, high = scene.who, scene.net.voltage >= VOLTAGES.index("mv_10kv")
    category = np.array(CATEGORIES)[tariff]
    works = np.array([bool(code) and code[0] in _INDUSTRY for code in industry_of(who.kind, who.trade)])
    use = np.select(
        [category == "residential", category == "agricultural", (category == "large_industrial") | works],
        ["", "agricultural", "industrial"],
        "non_industrial",
    )
    out = np.zeros(who.size, dtype=np.int64)
    for row in seed_rows("power_factor_standards"):
        least = float(row["least_kva"])
        fits = (use == row["use_kind"]) & (high | (row["needs_high_voltage"] == "false"))
        fits &= capacity >= least if row["is_least_included"] == "true" else capacity > least
        out = np.where(fits, np.maximum(out, round(float(row["power_factor_standard"]) * 100)), out)
    return out


@cache
def factor_table() -> np.ndarray:
    """Return the change of a bill by power factor, ten-thousandths of it: (standard, factor), both in hundredths."""
    out = np.zeros((101, 101), dtype=np.int64)
    for row in seed_rows("power_factor_scale"):
        standard = round(float(row["power_factor_standard"]) * 100)
        first, last = int(row["from_point"]), int(row["to_point"])
        away = np.arange(101) - standard if row["side"] == "above" else standard - np.arange(101)
        steps = np.clip(away - first + 1, 0, last - first + 1)
        out[standard] += steps * round(float(row["share_a_point"]) * 10_000)
    return out
