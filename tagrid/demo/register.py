"""The customer file: accounts, supply points, meters and contracts, and where the geographic system places them.

The geographic system is now and then at odds with the marketing system.
"""

import numpy as np
import polars as pl

from tagrid.demo import population
from tagrid.demo.delivery import blank, codes, ids, newest
from tagrid.demo.parties import grid_ids, grid_of, party_ids, settlement_account_ids
from tagrid.demo.population import AREAS, DISTRICTS, TYPES, industry_of, kind_number
from tagrid.demo.prices import (
    BASIC_CHARGES,
    BY_CONTRACT,
    CODES,
    TIME_OF_USE,
    TWO_PART,
    basic_charge_choice,
    capacity_of,
    contract_demand,
    standards,
    tariff_of,
    within,
)
from tagrid.demo.scene import Scene, corrected_on, moment
from tagrid.demo.supply import IMPORTANT, VOLTAGES
from tagrid.demo.tiers import household_size
from tagrid.demo.world import NEVER

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


def credit_codes(scene: Scene) -> pl.Series:
    """Return unified social credit codes of firms and institutions; null for households."""
    return ids("9132", np.where(scene.who.is_home, -1, scene.who.no), 14)


def customer_names(scene: Scene) -> pl.Series:
    """Return the names the accounts were opened under."""
    rng, who = scene.rng("names"), scene.who
    person, firm = population.people(rng, who.size), population.firms(rng, who.kind)
    return pl.select(pl.when(pl.Series(who.is_home)).then(person).otherwise(firm)).to_series()


GRADES = ["special", "grade_1", "grade_2", "temporary"]

# By category, as GB/T 29328 has it: what an outage would do to the country, to a province's key work, to a city.
_GRADE = {"military": 0, "government": 1, "media": 1, "hospital": 1}


def importance(scene: Scene) -> np.ndarray:
    """Return the grade of each important customer, an index into GRADES; -1 for all others."""
    of_category = np.array([*(_GRADE.get(name, 2) for name in IMPORTANT), -1])[scene.net.important]
    is_temporary = (of_category == 2) & (scene.rng("importance").random(scene.who.size) < 0.05)
    return np.where(is_temporary, 3, of_category)


def _address_of(scene: Scene) -> np.ndarray:
    """Return whose address each account has: its own, or of some homes the one before's (一址多户), as where rooms
    are let or a house was divided."""
    who, rows = scene.who, np.arange(scene.who.size)
    alike = (who.kind == np.roll(who.kind, 1)) & (scene.net.district == np.roll(scene.net.district, 1)) & (rows > 0)
    return rows - (alike & who.is_home & (scene.rng("shared address").random(who.size) < 0.1))


def customers_table(scene: Scene) -> None:
    """Write ``customers``; a household's transfer to a new owner changes its name and telephone."""
    rng, who, lives = scene.rng("customers"), scene.who, scene.lives
    moved = pl.Series(who.is_home & (lives.transferred <= scene.sink.window.until) & (lives.transferred < lives.ended))
    name, phone = customer_names(scene), population.phones(rng, who.size)
    name2, phone2 = population.people(rng, who.size), population.phones(rng, who.size)
    turns = [lives.closed, lives.merged, np.where(moved, lives.transferred, NEVER)]
    known = np.maximum(lives.opened, who.world.start_day)
    updated = moment(rng, newest(lives.opened, turns, scene.sink.window), 9, 17)
    district = np.where(
        rng.random(who.size) < 0.02, rng.integers(0, len(population.DISTRICTS), who.size), scene.net.district
    )
    wrong_code = rng.random(who.size) < 0.04
    scene.sink.put(
        "marketing.customers",
        newest(known, turns, scene.sink.window),
        {
            "customer_id": scene.ids_of(np.arange(who.size)),
            "customer_name": pl.select(pl.when(moved).then(name2).otherwise(name)).to_series(),
            "customer_type": codes(TYPES, who.type),
            "address": population.addresses(rng, scene.net.district, who.area, who.kind).gather(_address_of(scene)),
            "district": blank(codes(population.DISTRICTS, district), rng.random(who.size) < 0.01),
            "phone": blank(
                pl.select(pl.when(moved).then(phone2).otherwise(phone)).to_series(), rng.random(who.size) < 0.06
            ),
            "industry_code": _industry(rng, scene),
            "enterprise_size": _enterprise_size(rng, scene),
            "important_category": codes(IMPORTANT, scene.net.important),
            "importance_grade": codes(GRADES, importance(scene)),
            "hardship_category": codes(population.HARDSHIPS, population.hardship(who)),
            "billing_mode": codes(["postpaid", "prepaid"], scene.net.prepaid.astype(int)),
            "credit_code": blank(credit_codes(scene), wrong_code),
            "opened_on": lives.opened,
            "closed_on": lives.closed,
            "merged_into_id": scene.ids_of(lives.merged_into),
            "updated_at": updated,
            "household_size": household_size(scene),
            "party_id": party_ids(scene),
            "settlement_account_id": settlement_account_ids(scene),
            "grid_id": grid_ids(scene, grid_of(scene)),
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
            "fee_control": codes(["none", "remote", "local"], _fee_control(scene)[row]),
            "charging_kind": codes(["none", "own_pile", "station"], _charging(scene)[row]),
            "resale_role": codes(["none", "resells", "resold"], _resale(scene)[row]),
            "transformer_id": transformer_ids(scene, transformer),
            "energised_on": lives.opened[row],
            "closed_on": lives.ended[row],
        },
        {"closed_on": lives.ended[row]},
    )


LINE_ROLES, TRANSFERS = ["main", "standby", "security"], ["automatic", "manual"]

SECURITY_SHARE = 0.2  # of the capacity, that a third line carries for what must not stop


def supply_lines(scene: Scene) -> None:
    """Write ``supply_lines``: the lines of who has a transformer of its own or several sources.

    Each comes from another feeder, as far as there are.
    A second line carries all or half, and load passes to it by itself at six of ten; these shares are assumptions.
    """
    net, lives, rng = scene.net, scene.lives, scene.rng("supply lines")
    mine = np.flatnonzero(net.dedicated | (net.sources > 1))
    row = np.repeat(mine, net.sources[mine])
    order = np.concatenate([np.arange(count) for count in net.sources[mine]]) if len(mine) else mine
    by_itself, half = rng.random((2, scene.who.size)) < np.array([[0.6], [0.5]])
    whole = scene.capacity(scene.sink.window.until)[row]
    part = np.select([order == 0, order == 1], [1.0, np.where(half[row], 0.5, 1.0)], SECURITY_SHARE)
    transfer = np.where(by_itself[row] | (order == 2), 0, 1)
    turns = [lives.resized[row], lives.ended[row]]
    known = newest(np.maximum(lives.opened, scene.who.world.start_day)[row], turns, scene.sink.window)
    scene.sink.put(
        "marketing.supply_lines",
        known,
        {
            "supply_line_id": ids("DY", scene.who.no[row] * 10 + order, 10),
            "customer_id": scene.ids_of(row),
            "supply_point_id": ids("P", scene.who.no[row] * 10 + order, 10),
            "role": codes(LINE_ROLES, order),
            "feeder_id": feeder_ids(scene, (net.feeder[net.transformer[row]] + order) % net.feeders),
            "voltage_level": codes(VOLTAGES, net.voltage[row]),
            "capacity_kva": whole * part,
            "transfer_mode": codes(TRANSFERS, np.where(order == 0, -1, transfer)),
            "energised_on": lives.opened[row],
            "closed_on": lives.ended[row],
        },
        {"closed_on": lives.ended[row]},
    )


def _fee_control(scene: Scene) -> np.ndarray:
    """0 none, 1 from afar, 2 at the meter: prepaid accounts are controlled, and of the low voltage most by now."""
    draw = scene.rng("fee control").random(scene.who.size)
    afar = np.where(scene.net.prepaid, 0.9, np.where(scene.net.dedicated, 0.1, 0.6))
    return np.where(draw < afar, 1, np.where(scene.net.prepaid, 2, 0))


def _charging(scene: Scene) -> np.ndarray:
    """0 none, 1 a pile of one's own at seven of ten homes with a car to charge, 2 a public station at some firms."""
    draw, firm = scene.rng("charging").random(scene.who.size), np.isin(scene.who.kind, _HOSTS)
    return np.where(scene.net.ev & (draw < 0.7), 1, np.where(firm & scene.net.dedicated & (draw < 0.06), 2, 0))


def _resale(scene: Scene) -> np.ndarray:
    """0 none, 1 who passes power on: some of the large office and commercial buildings, 2 who is supplied by such."""
    draw, host = scene.rng("resale").random(scene.who.size), np.isin(scene.who.kind, _HOSTS)
    small = (scene.who.type == 1) & ~scene.net.dedicated
    return np.where(host & scene.net.dedicated & (draw < 0.15), 1, np.where(small & (draw < 0.01), 2, 0))


_HOSTS = [kind_number(name) for name in ("office", "leisure", "authority")]

MULTIPLIERS = (1, 20, 40, 80, 200, 1000, 3000, 6000, 35_000, 110_000)  # of instrument transformers, by capacity in kVA


def multipliers(scene: Scene) -> np.ndarray:
    """Return what each meter's reading is multiplied by: 1 where it is connected directly."""
    return np.array(MULTIPLIERS)[np.digitize(scene.net.capacity, [40, 80, 160, 315, 630, 1600, 4000, 20_000, 90_000])]


def transformer_ids(scene: Scene, rows: np.ndarray) -> pl.Series:
    """Return identifiers of transformers of the block; null for a negative row."""
    return ids("T", np.where(rows < 0, -1, scene.who.block * 100_000 + rows), 9)


def feeder_ids(scene: Scene, rows: np.ndarray) -> pl.Series:
    """Return identifiers of feeders of the block."""
    return ids("F", scene.who.block * 10_000 + rows, 7)


VERIFICATION_YEARS = 8

FAULTY = 0.16  # share of customers whose meter has a fault in 1,600 days, open 100 days: 1 % at any time


FIRST, SECOND, BESIDE = range(3)  # a customer's meters: the first, the one hung at its exchange, one beside it


def meter_ids(scene: Scene, rows: np.ndarray, which: np.ndarray | int) -> pl.Series:
    """Return asset numbers of the customers' meters, ``which`` of FIRST, SECOND and BESIDE."""
    return ids("M", scene.who.no[rows] * 10 + 1 + which, 10)


def metering_point_ids(scene: Scene, rows: np.ndarray, which: np.ndarray | int) -> pl.Series:
    """Return the metering points of the customers' meters: one of the first and what came in its place, one beside."""
    return ids("MP", scene.who.no[rows] * 10 + 1 + (np.asarray(which) == BESIDE), 11)


def terminal_ids(scene: Scene, rows: np.ndarray, transformers: np.ndarray) -> pl.Series:
    """Return terminals: at a customer's own transformer by its row, else the concentrator at a transformer."""
    own = ids("ZD", np.where(rows < 0, -1, scene.who.no[rows]), 9)
    return own.fill_null(ids("JZ", np.where(transformers < 0, -1, scene.who.block * 100_000 + transformers), 9))


def has_meter_beside(scene: Scene) -> np.ndarray:
    """Return which customers have a second meter at work (一户多表): light and power apart, a house of two floors.

    How many there are is published nowhere: a fifth of those with a transformer of their own, 6 % of other firms and
    0.4 % of homes are assumed.
    """
    share = np.select([scene.net.dedicated, scene.who.is_home], [0.2, 0.004], 0.06)
    return scene.rng("meter beside").random(scene.who.size) < share


def meters(scene: Scene) -> None:
    """Write ``meters``: the first meter of each customer, the second after an exchange, and the one beside it."""
    rng, who, lives = scene.rng("meters"), scene.who, scene.lives
    n, rows = who.size, np.arange(who.size)
    faulty = scene.rng("meters", 1).random(n) < FAULTY
    fault_from = who.world.start_day + rng.integers(-100, 1500, n)
    mended = fault_from + rng.integers(20, 180, n)
    fault = faulty & (scene.sink.window.until >= fault_from) & (scene.sink.window.until < mended)
    verify = rng.integers(300, 365 * VERIFICATION_YEARS, n)
    begin = np.maximum(lives.opened, who.world.start_day)
    exchanged = np.where(lives.exchanged < lives.ended, lives.exchanged, NEVER)
    beside = np.where(has_meter_beside(scene), lives.opened, NEVER)
    for which, hung, down in (
        (FIRST, lives.opened, np.minimum(exchanged, lives.ended)),
        (SECOND, exchanged, lives.ended),
        (BESIDE, beside, lives.ended),
    ):
        exists = hung < NEVER
        mine = (which != BESIDE) & faulty & (fault_from > hung) & (fault_from < down)
        turns = [down, np.where(mine, fault_from, NEVER), np.where(mine, mended, NEVER)]
        known = np.where(exists, newest(np.maximum(hung, begin), turns, scene.sink.window), NEVER)
        # A new one is due from its day on, an older one anywhere within its years.
        is_new = (which == SECOND) | (hung >= who.world.start_day)
        due = np.where(is_new, hung + 365 * VERIFICATION_YEARS, who.world.start_day + verify - 90)
        scene.sink.put(
            "marketing.meters",
            np.where(hung <= scene.sink.window.until, known, NEVER),
            {
                "meter_id": meter_ids(scene, rows, which),
                "customer_id": scene.ids_of(rows),
                "supply_point_id": blank(ids("P", who.no * 10, 10), rng.random(n) < 0.01),
                "installed_on": hung,
                "removed_on": down,
                "next_verification_on": np.where(exists, due, NEVER),
                "multiplier": multipliers(scene),
                "metering_point_id": metering_point_ids(scene, rows, which),
                "terminal_id": terminal_ids(
                    scene,
                    np.where(scene.net.dedicated, rows, -1),
                    np.where(scene.net.dedicated, -1, scene.net.transformer),
                ),
                "fault_state": codes(["ok", "fault_open"], fault & mine & (down > scene.sink.window.until)),
            },
            {"removed_on": down},
        )


CONTRACT_KINDS = ["high_voltage", "low_voltage", "household", "temporary", "entrusted_resale"]


def contracts(scene: Scene) -> None:
    """Write ``contracts``: the first of each customer, others when its capacity or a wrong tariff was changed."""
    who, lives = scene.who, scene.lives
    rows, corrected = np.arange(who.size), corrected_on(scene.affairs.sidelines, scene.lives)
    choice, demand = basic_charge_choice(scene), contract_demand(scene)
    temporary = (who.type == 1) & (scene.rng("term").random(who.size) < 0.015)
    is_high = scene.net.voltage >= VOLTAGES.index("mv_10kv")
    kind = np.select([temporary, who.is_home, _resale(scene) == 1, is_high], [3, 2, 4, 0], 1)
    turns = np.stack([lives.opened, *(within(scene, day) for day in (lives.resized, corrected))])
    for order, first in enumerate(turns, start=1):
        later = np.where(turns > first, turns, NEVER).min(axis=0)
        last = np.minimum(later, lives.ended)
        tariff = np.where(first >= corrected, tariff_of(scene, NEVER - 1), tariff_of(scene, -NEVER))
        capacity = capacity_of(scene, first)
        by = np.where(TWO_PART[tariff], choice, -1)
        standard = standards(scene, tariff, capacity)
        scene.sink.put(
            "marketing.contracts",
            np.where(first < NEVER, np.maximum(first, np.maximum(lives.opened, who.world.start_day)), NEVER),
            {
                "contract_id": ids("HT", who.no * 10 + order, 10),
                "customer_id": scene.ids_of(rows),
                "tariff_code": codes(CODES, tariff),
                "is_time_of_use": TIME_OF_USE[tariff],
                "contract_capacity_kva": capacity,
                "basic_charge_by": codes(BASIC_CHARGES, by),
                "contract_demand_kw": np.where(by == BY_CONTRACT, demand, np.nan),
                "power_factor_standard": np.where(standard > 0, standard / 100, np.nan),
                "supply_term": codes(["permanent", "temporary"], temporary.astype(int)),
                "contract_kind": codes(CONTRACT_KINDS, kind),
                "valid_from": first,
                "valid_to": np.where(last < NEVER, last - 1, NEVER),
            },
            {"valid_to": last},
        )


CENTRES = np.array(
    [
        [120.02, 32.01],
        [119.93, 32.02],
        [119.98, 31.94],
        [120.10, 31.97],
        [120.31, 32.12],
        [119.72, 31.85],
        [119.80, 32.25],
        [120.00, 32.09],
    ]
)

SUBSTATIONS = ["东湖变", "西岭变", "南桥变", "高新变", "临江变", "安平变", "青禾变", "北塘变"]


def positions(scene: Scene) -> np.ndarray:
    """Return (customers, 2) longitude and latitude: around the transformer, which is around its district's centre."""
    rng, net = scene.rng("positions"), scene.net
    spread = np.array([0.015, 0.02, 0.06, 0.02])[net.transformer_area][:, None]
    transformers = CENTRES[net.transformer_district] + spread * rng.normal(size=(len(net.feeder), 2))
    return transformers[net.transformer] + 0.0012 * rng.normal(size=(scene.who.size, 2))


def locations(scene: Scene) -> None:
    """Write ``locations``: one customer in fifty is not mapped, one in thirty is mapped to another district."""
    rng, n = scene.rng("locations"), scene.who.size
    where = np.round(positions(scene), 6)
    district = np.where(rng.random(n) < 0.03, rng.integers(0, len(DISTRICTS), n), scene.net.district)
    known = np.maximum(scene.lives.opened, scene.who.world.start_day)
    lost = rng.random(n) < 0.02
    scene.sink.put(
        "gis.locations",
        np.where(lost, NEVER, known),
        {
            "customer_id": scene.ids_of(np.arange(n)),
            "longitude": where[:, 0],
            "latitude": where[:, 1],
            "area_type": codes(AREAS, np.where(rng.random(n) < 0.01, -1, scene.who.area)),
            "district": codes(DISTRICTS, district),
        },
    )


def transformers(scene: Scene) -> None:
    """Write ``transformers``; one in a hundred is missing from the map."""
    rng, net = scene.rng("transformers"), scene.net
    n = len(net.feeder)
    home = np.zeros(net.feeders, dtype=int)
    home[net.feeder] = net.transformer_district
    line = feeder_ids(scene, net.feeder)
    load, loss, odd = rng.normal(size=n), rng.normal(size=n), rng.random(n) < 0.01
    name = codes(DISTRICTS, home[net.feeder]) + line.str.slice(-4) + "线"
    known = np.full(n, scene.who.world.start_day)
    first = np.full(n, NEVER)
    np.minimum.at(first, net.transformer, scene.lives.opened)
    scene.sink.put(
        "gis.transformers",
        np.where(rng.random(n) < 0.01, NEVER, np.maximum(known, first)),
        {
            "transformer_id": transformer_ids(scene, np.arange(n)),
            "feeder_id": line,
            "feeder_name": name,
            "substation": codes(SUBSTATIONS, home[net.feeder]),
            "capacity_kva": net.transformer_kva,
            "ownership": codes(["public", "dedicated"], net.transformer_dedicated.astype(int)),
            "max_load_share": np.round(0.45 * np.exp(0.32 * load), 3),
            "loss_share": np.round(np.where(odd, -0.03, 0.035 * np.exp(0.45 * loss)), 4),
        },
    )
