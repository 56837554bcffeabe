"""Where the energy of customers is measured, through which instrument transformers, and what terminal reads it."""

import numpy as np
import polars as pl

from tagrid.demo.delivery import codes, ids, newest
from tagrid.demo.energy import SOUND_READ, read_failures
from tagrid.demo.register import (
    BESIDE,
    FIRST,
    MULTIPLIERS,
    has_meter_beside,
    metering_point_ids,
    multipliers,
    terminal_ids,
    transformer_ids,
)
from tagrid.demo.scene import Scene
from tagrid.demo.supply import VOLTAGES
from tagrid.demo.world import NEVER

# Ratio of the voltage transformers, by what the meter's reading is multiplied by: 10, 35 and 110 kV to 100 V.
_VT = {1000: 100, 3000: 100, 6000: 100, 35_000: 350, 110_000: 1100}

# Share of those with current transformers whose ratio in the file is the one of before an exchange. Nobody publishes
# how often that is so; an audit finds a few in a thousand.
STALE_RATIO, STALE_FACTOR = 0.004, 2

MODES = ["high_high", "high_low", "low_low"]


def metering_points(scene: Scene) -> None:
    """Write ``metering_points``: one a customer, two where a second meter is at work beside the first."""
    who, net, lives = scene.who, scene.net, scene.lives
    n, rows = who.size, np.arange(who.size)
    multiplier = multipliers(scene)
    vt = np.array([_VT.get(one, 1) for one in MULTIPLIERS])[np.searchsorted(MULTIPLIERS, multiplier)]
    stale = (multiplier > 1) & (scene.rng("stale ratios").random(n) < STALE_RATIO)
    is_high = net.voltage >= VOLTAGES.index("mv_10kv")
    for which, begins in (
        (FIRST, lives.opened),
        (BESIDE, np.where(has_meter_beside(scene), lives.opened, NEVER)),
    ):
        known = newest(np.maximum(begins, who.world.start_day), [lives.ended], scene.sink.window)
        scene.sink.put(
            "marketing.metering_points",
            np.where(begins < NEVER, known, NEVER),
            {
                "metering_point_id": metering_point_ids(scene, rows, which),
                "customer_id": scene.ids_of(rows),
                "supply_point_id": ids("P", who.no * 10, 10),
                "parent_id": ids("MP", np.full(n, -1), 11),
                "purpose": codes(["settlement"], np.zeros(n, int)),
                "metering_mode": codes(MODES, np.select([vt > 1, is_high], [0, 1], 2)),
                "ct_ratio": multiplier / vt / np.where(stale, STALE_FACTOR, 1),
                "vt_ratio": vt.astype(float),
                "closed_on": lives.ended,
            },
            {"closed_on": lives.ended},
        )


TERMINAL_KINDS = ["customer_terminal", "concentrator"]

TERMINAL_STATES = ["running", "faulty"]


def terminals(scene: Scene) -> None:
    """Write ``terminals``: a concentrator at each public transformer, a terminal at each transformer of a customer."""
    net, start = scene.net, scene.who.world.start_day
    n = len(net.feeder)
    own = np.flatnonzero(net.dedicated)
    at = np.concatenate([np.arange(n), net.transformer[own]])
    is_concentrator = np.arange(len(at)) < n
    hung = np.concatenate([np.full(n, start - 1500), scene.lives.opened[own]])
    faulty = np.concatenate([np.zeros(n, bool), (read_failures(scene.who) > SOUND_READ)[own]])
    exists = np.concatenate([~net.transformer_dedicated, np.ones(len(own), bool)])
    scene.sink.put(
        "metering.terminals",
        np.where(exists, np.maximum(hung, start), NEVER),
        {
            "terminal_id": pl.concat([
                terminal_ids(scene, np.full(n, -1), np.arange(n)),
                terminal_ids(scene, own, np.full(len(own), -1)),
            ]),
            "kind": codes(TERMINAL_KINDS, is_concentrator.astype(int)),
            "state": codes(TERMINAL_STATES, faulty.astype(int)),
            "transformer_id": transformer_ids(scene, at),
            "installed_on": hung,
        },
    )  # fmt: skip
