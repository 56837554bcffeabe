"""Looking after customers: managers and their contacts, inspections, equipment, defects, electricians."""

import numpy as np

from tagrid.demo import misuse, population
from tagrid.demo.delivery import codes, ids, spread
from tagrid.demo.life import month_column
from tagrid.demo.scene import Scene, moment
from tagrid.demo.world import NEVER, month

CUSTOMERS_A_MANAGER = 40

UNPLANNED = 500_000_000  # numbers of inspections from here on are not of the plan

CONTACT_CHANNELS = ["app", "wechat", "sms", "phone", "visit"]

PURPOSES = ["visit", "power_saving", "arrears", "outage", "contract", "other"]

EQUIPMENT = ["transformer", "switchgear", "cable", "capacitor", "generator", "protection"]


def managed(scene: Scene) -> np.ndarray:
    """Return whether each customer has a manager: dedicated and important customers, with a few forgotten."""
    wanted = scene.net.dedicated | (scene.net.important >= 0)
    return wanted & (scene.rng("managed").random(scene.who.size) < 0.93)


def _manager(scene: Scene) -> np.ndarray:
    return scene.who.block * 1000 + np.cumsum(managed(scene)) // CUSTOMERS_A_MANAGER + 1


def account_managers(scene: Scene) -> None:
    """Write ``account_managers``."""
    row = np.flatnonzero(managed(scene))
    names = population.people(scene.rng("managers"), int(_manager(scene).max()) + 1 - scene.who.block * 1000)
    since = scene.lives.opened[row] + scene.rng("managers", 1).integers(0, 400, len(row))
    manager = _manager(scene)[row]
    scene.sink.put(
        "marketing.account_managers",
        np.maximum(since, scene.who.world.start_day),
        {
            "customer_id": scene.ids_of(row),
            "manager_id": ids("G", manager, 6),
            "manager_name": names.gather(manager - scene.who.block * 1000),
            "assigned_on": since,
        },
    )


def manager_contacts(scene: Scene, index: int) -> None:
    """Write contacts: about one in two months, more under arrears; some managers neglect some customers."""
    rng, who = scene.rng("contacts", index), scene.who
    zeal = scene.rng("zeal").gamma(1.5, 0.4, who.size)
    stress = np.maximum(scene.lives.stress[:, month_column(who, index)], 0)
    row = spread(rng, managed(scene) * zeal * (1 + 0.4 * stress))
    day = month(index).first + rng.integers(0, month(index).length, len(row))
    alive = scene.alive(row, day) & (day >= who.world.start_day)
    when = moment(rng, day, 8.5, 18)
    arrears = rng.random(len(row)) < 0.08 * (1 + stress[row])
    purpose = np.where(arrears, 2, rng.choice(6, len(row), p=[0.4, 0.15, 0.05, 0.15, 0.15, 0.1]))
    scene.sink.put(
        "marketing.manager_contacts",
        np.where(alive, day, NEVER),
        {
            "contact_id": ids("LX", (index * 1000 + who.block) * 10**6 + np.arange(len(row)), 13),
            "customer_id": scene.ids_of(row),
            "manager_id": ids("G", _manager(scene)[row], 6),
            "contacted_at": when,
            "channel": codes(CONTACT_CHANNELS, rng.choice(5, len(row), p=[0.08, 0.27, 0.1, 0.3, 0.25])),
            "purpose": codes(PURPOSES, purpose),
        },
    )


def inspections(scene: Scene, index: int) -> None:
    """Write inspections: the periodic ones due in the month, planned a month ahead, and all others made in it."""
    done, plan = scene.affairs.inspected, misuse.routine(scene.who, scene.net, scene.lives, index)
    periodic = done["kind"] == misuse.ROUTINE
    mine = ~periodic & (done["day"] >= month(index).first) & (done["day"] < month(index).after)
    columns = (done[name][periodic].tolist() for name in ("row", "due", "result"))
    result = {(row, due): found for row, due, found in zip(*columns, strict=True)}
    found = [result.get(key, 0) for key in zip(plan["row"].tolist(), plan["due"].tolist(), strict=True)]
    row, kind = (np.concatenate([a, b[mine]]) for a, b in ((plan["row"], done["row"]), (0 * plan["row"], done["kind"])))
    due, day = (np.concatenate([plan[name], done["day"][mine]]) for name in ("due", "done"))
    order = np.concatenate([0 * plan["row"], np.arange(mine.sum())])
    number = np.where(kind == misuse.ROUTINE, scene.who.no[row], UNPLANNED + order * 1000 + scene.who.block)
    scene.sink.put(
        "marketing.inspections",
        np.where(kind == misuse.ROUTINE, np.maximum(due - 30, scene.who.world.start_day), day),
        {
            "inspection_id": ids("JC", index * 10**9 + number, 12),
            "customer_id": scene.ids_of(row),
            "due_on": due,
            "done_on": day,
            "result": codes(misuse.RESULTS, np.concatenate([found, done["result"][mine]])),
            "kind": codes(misuse.KINDS, kind),
        },
        {"done_on": day, "result": day},
    )


def _pieces(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Rows and kinds of equipment: dedicated customers own a transformer, switchgear and a few more."""
    rng, dedicated = scene.rng("pieces"), scene.net.dedicated
    chance = np.array([1, 0.95, 0.6, 0.5, 0.1, 0.4])
    has = dedicated[:, None] & (rng.random((scene.who.size, len(EQUIPMENT))) < chance)
    has[:, 4] |= dedicated & (scene.net.generation > 0)
    row, kind = np.nonzero(has)
    return row, kind


def equipment(scene: Scene) -> None:
    """Write ``equipment``: in service since the account was opened, or renewed since."""
    row, kind = _pieces(scene)
    rng, opened = scene.rng("equipment"), scene.lives.opened[row]
    renewed = opened + (rng.random(len(row)) * np.maximum(scene.who.world.start_day - opened, 0) * 0.7).astype(int)
    since = np.where(rng.random(len(row)) < 0.3, renewed, opened)
    since = np.where(rng.random(len(row)) < 0.03, NEVER, since)
    kva = np.where(np.isin(kind, [0, 4]), scene.net.capacity[row] * np.where(kind == 4, 0.3, 1), np.nan)
    scene.sink.put(
        "marketing.equipment",
        np.maximum(opened, scene.who.world.start_day),
        {
            "equipment_id": ids("SB", scene.who.no[row] * 10 + kind, 10),
            "customer_id": scene.ids_of(row),
            "kind": codes(EQUIPMENT, kind),
            "commissioned_on": since,
            "capacity_kva": kva,
        },
    )


def defects(scene: Scene, index: int) -> None:
    """Write defects found in the month: older equipment and stressed owners have more and repair later."""
    rng, who = scene.rng("defects", index), scene.who
    row, kind = _pieces(scene)
    age = (who.world.start_day - scene.lives.opened[row]) / 3652
    stress = np.maximum(scene.lives.stress[row, month_column(who, index)], 0)
    pick = spread(rng, 0.008 * (0.5 + np.maximum(age, 0)) * (1 + 0.3 * stress))
    row, kind, stress = row[pick], kind[pick], stress[pick]
    found = month(index).first + rng.integers(0, month(index).length, len(row))
    major = rng.random(len(row)) < 0.22
    limit = found + np.where(major, 15, 60)
    fixed = found + (rng.exponential(np.where(major, 12, 40) * (1 + 0.6 * stress))).astype(int) + 1
    fixed = np.where(rng.random(len(row)) < 0.08, NEVER, np.minimum(fixed, found + 200))
    alive = scene.alive(row, found) & (found >= who.world.start_day)
    scene.sink.put(
        "marketing.defects",
        np.where(alive, found, NEVER),
        {
            "defect_id": ids("YH", (index * 1000 + who.block) * 10**5 + np.arange(len(row)), 12),
            "customer_id": scene.ids_of(row),
            "equipment_id": ids("SB", who.no[row] * 10 + kind, 10),
            "severity": codes(["minor", "major"], major.astype(int)),
            "found_on": found,
            "fix_due_on": limit,
            "fixed_on": fixed,
        },
        {"fixed_on": fixed},
    )


def electrician_training(scene: Scene) -> None:
    """Write ``electrician_training``: one or two electricians a dedicated customer; permits hold three years."""
    rng = scene.rng("electricians")
    row = np.repeat(np.arange(scene.who.size), scene.net.dedicated * rng.integers(1, 3, scene.who.size))
    begin = scene.who.world.start_day
    first = begin - rng.integers(0, 1500, len(row))
    again = first + 1095 + rng.integers(-30, 120, len(row))
    renews = (rng.random(len(row)) < 0.75) & (again <= scene.sink.window.until)
    trained = np.where(rng.random(len(row)) < 0.06, NEVER, np.where(renews, again, first))
    known = np.maximum(np.where(renews, again, 0), np.maximum(scene.lives.opened[row], begin))
    order = np.arange(len(row)) - np.searchsorted(row, row)
    scene.sink.put(
        "marketing.electrician_training",
        known,
        {
            "electrician_id": ids("DG", scene.who.no[row] * 10 + order, 10),
            "customer_id": scene.ids_of(row),
            "trained_on": trained,
            "valid_until": np.where(trained < NEVER, trained + 1095, NEVER),
        },
    )
