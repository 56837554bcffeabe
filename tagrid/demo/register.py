"""The customer file of the marketing system: accounts and supply points."""

import numpy as np
import polars as pl

from tagrid.demo import words
from tagrid.demo.frame import blank, codes, ids
from tagrid.demo.kinds import TYPES, industry_of, number
from tagrid.demo.scene import Scene, moment
from tagrid.demo.supply import IMPORTANT, VOLTAGES
from tagrid.demo.world import NEVER, Window

HARDSHIPS = ["low_income", "medical_dependency", "elderly_alone"]
ENTERPRISE_SIZES = ["large", "medium", "small", "micro"]


def _industry(rng: np.random.Generator, scene: Scene) -> pl.Series:
    """Industry classes that fit the kinds; households have none, some firms' field was never filled in."""
    empty = rng.random(scene.who.size) < 0.05
    return blank(pl.Series(industry_of(scene.who.kind, scene.who.trade), dtype=pl.String), empty)


def _enterprise_size(rng: np.random.Generator, scene: Scene) -> pl.Series:
    """Size class by use, blurred; empty for all but enterprises and for one enterprise in twelve."""
    wide = np.log(scene.who.kwh) + 0.8 * rng.normal(size=scene.who.size)
    index = 3 - np.digitize(wide, np.log([1_500, 15_000, 150_000]))
    return codes(ENTERPRISE_SIZES, np.where((scene.who.type == 1) & (rng.random(scene.who.size) < 0.92), index, -1))


def _hardship(rng: np.random.Generator, scene: Scene) -> pl.Series:
    who, draw = scene.who, rng.random(scene.who.size)
    alone = (who.kind == number("elderly")) & (draw < 0.12)
    poor = who.is_home & (draw < 0.02 * np.exp(0.5 * who.stress))
    ill = who.is_home & (draw > 0.996)
    return codes(HARDSHIPS, np.select([alone, poor, ill], [2, 0, 1], -1))


def credit_codes(scene: Scene) -> pl.Series:
    """Return unified social credit codes of firms and institutions; null for households."""
    return ids("9132", np.where(scene.who.is_home, -1, scene.who.no), 14)


def customer_names(scene: Scene) -> pl.Series:
    """Return the names the accounts were opened under."""
    rng, who = scene.rng("names"), scene.who
    person, firm = words.people(rng, who.size), words.firms(rng, who.kind)
    return pl.select(pl.when(pl.Series(who.is_home)).then(person).otherwise(firm)).to_series()


def newest(known: np.ndarray, days: list[np.ndarray], window: Window) -> np.ndarray:
    """Return the last of the days on which each row changed, of those the window has reached."""
    return np.max([known, *(np.where(day <= window.until, day, 0) for day in days)], axis=0)


def customers(scene: Scene) -> None:
    """Write ``customers``; a household's transfer to a new owner changes its name and telephone."""
    rng, who, lives = scene.rng("customers"), scene.who, scene.lives
    moved = pl.Series(who.is_home & (lives.transferred <= scene.sink.window.until) & (lives.transferred < lives.ended))
    name, phone = customer_names(scene), words.phones(rng, who.size)
    name2, phone2 = words.people(rng, who.size), words.phones(rng, who.size)
    turns = [lives.closed, lives.merged, np.where(moved, lives.transferred, NEVER)]
    known = np.maximum(lives.opened, who.world.start_day)
    updated = moment(rng, newest(lives.opened, turns, scene.sink.window), 9, 17)
    district = np.where(
        rng.random(who.size) < 0.02, rng.integers(0, len(words.DISTRICTS), who.size), scene.net.district
    )
    wrong_code = rng.random(who.size) < 0.04
    scene.sink.put(
        "marketing.customers",
        newest(known, turns, scene.sink.window),
        {
            "customer_id": scene.ids_of(np.arange(who.size)),
            "customer_name": pl.select(pl.when(moved).then(name2).otherwise(name)).to_series(),
            "customer_type": codes(TYPES, who.type),
            "address": words.addresses(rng, scene.net.district),
            "district": blank(codes(words.DISTRICTS, district), rng.random(who.size) < 0.01),
            "phone": blank(
                pl.select(pl.when(moved).then(phone2).otherwise(phone)).to_series(), rng.random(who.size) < 0.06
            ),
            "industry_code": _industry(rng, scene),
            "enterprise_size": _enterprise_size(rng, scene),
            "important_category": codes(IMPORTANT, scene.net.important),
            "hardship_category": _hardship(rng, scene),
            "billing_mode": codes(["postpaid", "prepaid"], scene.net.prepaid.astype(int)),
            "credit_code": blank(credit_codes(scene), wrong_code),
            "opened_on": lives.opened,
            "closed_on": lives.closed,
            "merged_into_id": scene.ids_of(lives.merged_into),
            "updated_at": updated,
        },
        {"closed_on": lives.closed, "merged_into_id": lives.merged},
    )


def supply_points(scene: Scene) -> None:
    """Write ``supply_points``: one for each source of a customer; the first carries the load."""
    rng, net, lives = scene.rng("points"), scene.net, scene.lives
    row = np.repeat(np.arange(scene.who.size), net.sources)
    order = np.concatenate([[0], np.cumsum(np.diff(row) == 0)])
    order = order - np.maximum.accumulate(np.where(np.diff(row, prepend=-1) != 0, order, 0))
    wrong = rng.random(len(row)) < 0.008
    transformer = np.where(wrong, rng.integers(0, len(net.feeder), len(row)), net.transformer[row])
    turns = [lives.resized[row], lives.ended[row]]
    known = newest(np.maximum(lives.opened, scene.who.world.start_day)[row], turns, scene.sink.window)
    scene.sink.put(
        "marketing.supply_points",
        known,
        {
            "supply_point_id": ids("P", scene.who.no[row] * 10 + order, 10),
            "customer_id": scene.ids_of(row),
            "voltage_level": codes(VOLTAGES, net.voltage[row]),
            "capacity_kva": np.where(
                rng.random(len(row)) < 0.004, np.nan, scene.capacity(scene.sink.window.until)[row]
            ),
            "transformer_ownership": codes(["dedicated", "public"], (~net.dedicated[row]).astype(int)),
            "load_grade": codes(["grade_1", "grade_2", "grade_3"], net.grade[row]),
            "source_count": net.sources[row],
            "own_generation": codes(["none", "emergency", "continuous"], net.generation[row]),
            "pv_mode": codes(["none", "full_feed_in", "self_use_surplus"], net.pv[row]),
            "transformer_id": transformer_ids(scene, transformer),
            "energised_on": lives.opened[row],
            "closed_on": lives.ended[row],
        },
        {"closed_on": lives.ended[row]},
    )


def transformer_ids(scene: Scene, rows: np.ndarray) -> pl.Series:
    """Return identifiers of transformers of the block; null for a negative row."""
    return ids("T", np.where(rows < 0, -1, scene.who.block * 100_000 + rows), 9)


def feeder_ids(scene: Scene, rows: np.ndarray) -> pl.Series:
    """Return identifiers of feeders of the block."""
    return ids("F", scene.who.block * 10_000 + rows, 7)
