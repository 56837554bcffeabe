"""Bills: what each customer's readings, contract and power factor cost in a month.

A bill is a sum of lines, each whole cents: energy by period, the tiers of a household, the basic charge of a two-part
tariff, the adjustment of energy and basic charge by the power factor, and what is back-billed or refunded for the
months before. It is restated when a reading is mended after the issue.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.bill_lines import KVA, KW, KWH, Line, apart, energy_lines, put_lines
from tagrid.demo.corrections import REASONS, Correction, corrections
from tagrid.demo.delivery import codes, ids
from tagrid.demo.energy import Energy, Reads
from tagrid.demo.hours import DEEP_VALLEY, FLAT, PEAK, SHARP, VALLEY
from tagrid.demo.prices import (
    BY_CAPACITY,
    BY_CONTRACT,
    MICRO,
    SPECIAL_PERIODS,
    TIME_OF_USE,
    TWO_PART,
    basic_charge_choice,
    basic_prices,
    capacity_of,
    contract_demand,
    factor_table,
    prices,
    standards,
    tariff_of,
    whole,
)
from tagrid.demo.scene import Scene
from tagrid.demo.tiers import beyond, reached, relieved, surcharges
from tagrid.demo.world import NEVER, Month, month

METERED_KVA = 100  # power factor and demand are measured from this capacity on


@dataclass(frozen=True)
class Bills:
    """Bills of a month, one value a customer billed (``row``); the ``_now`` values hold from ``restated`` on.

    A few reach the books (``booked``) some days after they were issued.
    """

    row: np.ndarray
    issued: np.ndarray
    booked: np.ndarray
    due: np.ndarray
    restated: np.ndarray
    amount: np.ndarray
    amount_now: np.ndarray


@dataclass(frozen=True)
class _Terms:
    """What a month's bills are made by, one value a customer: tariff, prices, capacity, basic charge, power factor.

    ``price`` is (customers, period) in millionths of a yuan a kWh, ``apart`` what of it stands in lines of its own;
    ``days`` of 30 the basic charge is due for.
    """

    tariff: np.ndarray
    price: np.ndarray
    apart: np.ndarray
    capacity: np.ndarray
    days: np.ndarray
    factor: np.ndarray
    standard: np.ndarray
    correction: Correction


def _terms(scene: Scene, index: int) -> _Terms:
    first, tariff = month(index).first, tariff_of(scene, month(index).first)
    factor, capacity = _factor(scene, index), capacity_of(scene, first)
    return _Terms(
        tariff=tariff,
        price=prices(scene.who.world, index)[tariff],
        apart=apart(scene.who.world, index)[tariff],
        capacity=capacity.astype(np.int64),
        days=_billed_days(scene, index),
        factor=factor,
        standard=np.where(np.isnan(factor), 0, standards(scene, tariff, capacity)),
        correction=corrections(scene, index),
    )


def _billed_days(scene: Scene, index: int) -> np.ndarray:
    """Days of 30 for which the basic charge of the month is due: those with supply that are not suspended.

    A whole month is 30 days, and of another each day is a thirtieth, as in the rules of supply (供电营业规则).
    """
    days, lives = month(index).days, scene.lives
    on = (days >= lives.opened[:, None]) & (days < lives.ended[:, None])
    on &= ~((days >= lives.suspended[:, None]) & (days < lives.resumed[:, None]))
    count = on.sum(axis=1)
    return np.where(count == len(days), 30, np.minimum(count, 30))


INTENSE_KWH_A_KVA = 260  # from here on a month's demand costs a tenth less: 发改价格〔2023〕526号


def _basic_charge(scene: Scene, terms: _Terms, cents: np.ndarray, demand: np.ndarray) -> Line:
    """Return the basic charge, 0 for a tariff of one part; ``cents`` is the month's energy, 0.01 kWh.

    By capacity, by the highest demand, or by the demand contracted for, of which what lies beyond 105 % counts twice
    over (发改办价格〔2016〕1583号).
    """
    choice, contracted, price = basic_charge_choice(scene), contract_demand(scene), basic_prices(scene)
    highest = np.rint(np.nan_to_num(demand) * 100).astype(np.int64)
    agreed = contracted.astype(np.int64)
    beyond_agreed = 2 * np.maximum(highest - 105 * agreed, 0)
    kw = np.where(choice == BY_CONTRACT, 100 * agreed + beyond_agreed, highest)
    tenths = np.where(cents >= INTENSE_KWH_A_KVA * 100 * terms.capacity, 9, 10)
    by_capacity = whole(terms.capacity * price[:, 0] * terms.days, 30)
    by_demand = whole(kw * price[:, 1] * terms.days * tenths, 30 * 100 * 10)
    is_capacity = choice == BY_CAPACITY
    charge = np.where(TWO_PART[terms.tariff], np.where(is_capacity, by_capacity, by_demand), 0)
    unit_cents = np.where(is_capacity, price[:, 0] * 10, price[:, 1] * tenths) / 10
    return Line(
        "basic_charge",
        charge,
        charge != 0,
        np.where(is_capacity, 100 * terms.capacity, kw) * terms.days / 30,
        unit_cents * (MICRO // 100),
        np.where(is_capacity, KVA, KW),
    )


def _amounts(
    scene: Scene, index: int, terms: _Terms, cents: np.ndarray, read: Reads, demand: np.ndarray
) -> tuple[dict, list[Line]]:
    """Energy by period, sums and lines of the month's bills from days' readings, hundredths of a kWh."""
    energy = read.periods(cents).sum(axis=1)
    total, number = energy.sum(axis=1), index % 12 + 1
    by_period = whole(energy * terms.price, MICRO).sum(axis=1)
    charge = np.where(TIME_OF_USE[terms.tariff], by_period, whole(total * terms.price[:, FLAT], MICRO))
    basic = _basic_charge(scene, terms, total, demand)
    adjusted = _adjustment(terms, charge + basic.cents)
    tier = surcharges(scene, terms.tariff, number, total)
    free = relieved(scene, total, tier >= 0)
    relief = whole(free * terms.price[:, FLAT], MICRO)
    special = SPECIAL_PERIODS[terms.tariff]
    corrected, correction = terms.correction.settled(total)
    amounts = {
        "energy_kwh": total / 100,
        "peak_kwh": energy[:, PEAK] / 100,
        "valley_kwh": energy[:, VALLEY] / 100,
        "power_factor_yuan": np.where(terms.standard > 0, adjusted / 100, np.nan),
        "amount_yuan": (charge + basic.cents + adjusted + np.maximum(tier, 0) - relief + correction) / 100,
        "sharp_kwh": np.where(special, energy[:, SHARP] / 100, np.nan),
        "deep_valley_kwh": np.where(special, energy[:, DEEP_VALLEY] / 100, np.nan),
        "basic_charge_yuan": np.where(TWO_PART[terms.tariff], basic.cents / 100, np.nan),
        "top_tier": reached(scene, terms.tariff, number, total),
        "tier_yuan": np.where(tier >= 0, tier / 100, np.nan),
        "free_yuan": np.where(relief > 0, relief / 100, np.nan),
        "correction_yuan": np.where(corrected != 0, correction / 100, np.nan),
        "correction_kwh": np.where(corrected != 0, corrected / 100, np.nan),
    }
    lines = [
        *energy_lines(energy, terms.price, TIME_OF_USE[terms.tariff], terms.apart, charge),
        basic,
        Line("power_factor", adjusted, adjusted != 0),
        *(
            Line("tier", cost, part > 0, part, extra, KWH)
            for part, extra, cost in beyond(scene, terms.tariff, number, total)
        ),
        Line("free_energy", -relief, relief > 0, -free, terms.price[:, FLAT], KWH),
        Line("correction", correction, corrected != 0, corrected, terms.correction.price, KWH),
    ]
    return amounts, lines


def _adjustment(terms: _Terms, cents: np.ndarray) -> np.ndarray:
    """Return what the power factor adds to a charge, cents; below 0 a reward, 0 where none is measured."""
    hundredths = np.rint(np.nan_to_num(terms.factor) * 100).astype(np.int64)
    share = np.where(terms.standard > 0, factor_table()[terms.standard, hundredths], 0)
    return np.sign(share) * whole(cents * np.abs(share), 10_000)


def _factor(scene: Scene, index: int) -> np.ndarray:
    """Return the mean power factor of the month, NaN where it is not measured: below 100 kVA."""
    usual = 0.925 + 0.035 * scene.rng("factor").normal(size=scene.who.size)
    now = usual + 0.012 * scene.rng("factor", index).normal(size=scene.who.size)
    measured = scene.net.dedicated & (scene.net.capacity >= METERED_KVA)
    measured |= capacity_of(scene, month(index).first) >= METERED_KVA
    return np.where(measured, now.clip(0.55, 0.99).round(2), np.nan)


def bills(scene: Scene, index: int, use: Energy, read: Reads, demand: np.ndarray) -> Bills:
    """Write the month's bills; a reading mended after the bill was issued restates it two days later."""
    now, rng, n = month(index), scene.rng("bills", index), scene.who.size
    issued = now.after + rng.integers(2, 5, n)
    terms = _terms(scene, index)
    mended = np.where((read.known < NEVER) & (read.mended < NEVER), read.mended, 0).max(axis=1)
    first, first_lines = _amounts(scene, index, terms, read.seen(issued[:, None]), read, demand)
    last, last_lines = _amounts(scene, index, terms, read.seen(NEVER - 1), read, demand)
    changed = (mended > issued) & (first["energy_kwh"] != last["energy_kwh"])
    restated = np.where(changed, mended + 2, NEVER)
    row = np.flatnonzero((np.maximum(first["amount_yuan"], last["amount_yuan"]) >= 0.01) & use.live.any(axis=1))
    new = restated <= scene.sink.window.until
    value = {name: np.where(new, last[name], first[name])[row] for name in first}
    has_correction = ~np.isnan(value["correction_kwh"])
    booked = issued + np.where(rng.random(n) < 0.004, rng.integers(1, 7, n), 0)
    known, bill = np.where(new, restated, booked)[row], bill_ids(scene, now, row)
    scene.sink.put(
        "marketing.bills",
        known,
        {
            "bill_id": bill,
            "customer_id": scene.ids_of(row),
            "bill_month": np.full(len(row), now.first),
            "issued_on": issued[row],
            "due_on": issued[row] + 20,
            "power_factor": terms.factor[row],
            "max_demand_kw": np.where(np.isnan(terms.factor), np.nan, demand)[row],
            "covers_from": np.maximum(now.first, scene.lives.opened[row]),
            "covers_through": np.minimum(now.after - 1, scene.lives.ended[row]),
            **value,
            "correction_reason": codes(REASONS, np.where(has_correction, terms.correction.reason[row], -1)),
            "corrects_from": np.where(has_correction, terms.correction.first[row], NEVER),
            "corrects_through": np.where(has_correction, terms.correction.through[row], NEVER),
        },
    )
    lines = [one.restated(then, new) for one, then in zip(first_lines, last_lines, strict=True)]
    put_lines(scene, now.first, known, row, bill, lines, first_lines)
    amounts = first["amount_yuan"][row], last["amount_yuan"][row]
    return Bills(row, issued[row], booked[row], issued[row] + 20, restated[row], *amounts)


def bill_ids(scene: Scene, now: Month, row: np.ndarray):
    """Return the identifiers of a month's bills of customers of the block."""
    return ids("B", now.compact * 10**8 + scene.who.no[row], 14)


def highest(demand: np.ndarray) -> np.ndarray:
    """Return each customer's highest demand of the month, kW; NaN where it is not measured."""
    top = np.where(np.isnan(demand), -1, demand).max(axis=1)
    return np.where(top < 0, np.nan, top)


def bill_amounts(scene: Scene, book: Bills) -> np.ndarray:
    """Return what each customer was first billed, yuan; NaN without a bill."""
    out = np.full(scene.who.size, np.nan)
    out[book.row] = book.amount
    return out
