"""The geographic system: where customers and transformers are, now and then at odds with the marketing system."""

import numpy as np

from tagrid.demo.frame import codes
from tagrid.demo.kinds import AREAS
from tagrid.demo.register import feeder_ids, transformer_ids
from tagrid.demo.scene import Scene
from tagrid.demo.words import DISTRICTS
from tagrid.demo.world import NEVER

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
        },
    )
