"""Where the customers of a segment are: by district or feeder, against everyone there.

A place stands at the median longitude and latitude of everyone there: it is the same for every segment and reveals
nothing of single customers, and one wrong coordinate does not carry it off the map.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tagrid.core.errors import BadInput
from tagrid.core.statistics import wilson_interval
from tagrid.core.text import nearest
from tagrid.published import BY_NUMBER, Mask, to_flags
from tagrid.segments.disclosure import SMALLEST_GROUP
from tagrid.segments.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa


# The columns of portrait_place that tell places apart, and that name them.
PLACE_KINDS = {"district": ("district", "district"), "feeder": ("feeder_id", "feeder_name")}

CELLS = 36  # across the wider side of the map


@dataclass(frozen=True)
class PlaceCount:
    """Customers of a group at one place, ``code`` None for those of whom it is not known.

    ``share`` is of everyone there, ``low`` and ``high`` bound it with 95 % confidence, ``tgi`` is against the share
    everywhere (100: no difference). Of fewer than the least group only ``everyone`` is given; where fewer have
    coordinates the place has none (degrees).
    """

    code: str | None
    name: str | None
    longitude: float | None
    latitude: float | None
    everyone: int
    customers: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    tgi: float | None = None
    is_certain: bool = False


@dataclass(frozen=True)
class PlaceMap:
    """Everyone of a subject by place: ``at`` is each customer's place by ``customer_no``, -1 for no such customer.

    ``places`` has no figure of a segment; the last one is the unknown. ``cells`` are the corners of squares where
    enough customers are (west, south, east, north): the land, where no map can be fetched.
    """

    at: np.ndarray
    places: tuple[PlaceCount, ...]
    cells: tuple[tuple[float, float, float, float], ...]

    def counts_within(self, mask: Mask, fewest: int = SMALLEST_GROUP) -> list[PlaceCount]:
        """Return every place with the customers of `mask` there, most first; the unknown place is the last."""
        here = self.at[to_flags(mask, len(self.at)) & (self.at >= 0)]
        inside = np.bincount(here, minlength=len(self.places)).tolist()
        overall = sum(inside) / max(sum(one.everyone for one in self.places), 1)
        found = [
            _with_counts(one, n, overall, fewest) for one, n in zip(self.places, inside, strict=True) if one.everyone
        ]
        return sorted(found, key=lambda one: (one.code is None, -(one.customers or 0), one.name or ""))


def _with_counts(place: PlaceCount, customers: int, overall: float, fewest: int) -> PlaceCount:
    if customers < fewest:
        return place
    share, (low, high) = customers / place.everyone, wilson_interval(customers, place.everyone)
    certain = not low <= overall <= high
    tgi = 100 * share / overall
    return replace(place, customers=customers, share=share, low=low, high=high, tgi=tgi, is_certain=certain)


def place_map(workspace: Workspace, subject: str, kind: str = "district", fewest: int = SMALLEST_GROUP) -> PlaceMap:
    """Return where everyone of `subject` is, by `kind`: district or feeder.

    Raises BadInput for another kind, and for a version that was published before places were.
    """
    if kind not in PLACE_KINDS:
        hint = nearest(kind, list(PLACE_KINDS))
        raise BadInput(
            en=f"Places are told by {' or '.join(PLACE_KINDS)}, not by '{kind}'.{hint}",
            zh=f"位置可按 {'、'.join(PLACE_KINDS)} 划分，没有“{kind}”。{hint.zh}",
        )
    found = _read(workspace, kind)
    at, codes = _coded(found)
    at[~to_flags(workspace.index.base(subject), len(at))] = -1
    where = np.stack([found[axis].to_numpy(zero_copy_only=False) for axis in ("longitude", "latitude")])
    located = np.isfinite(where).all(axis=0) & (at >= 0)
    names = _names(workspace, kind) | {None: None}
    everyone = np.bincount(at[at >= 0], minlength=len(codes)).tolist()
    middles = _middles(at[located], where[:, located], len(codes), fewest)
    places = [PlaceCount(code, names[code], *middle, everyone=n)
              for code, middle, n in zip(codes, [*middles[:-1], (None, None)], everyone, strict=True)]  # fmt: skip
    return PlaceMap(at, tuple(places), _cells(where[:, located], fewest))


def _read(workspace: Workspace, kind: str) -> "pa.Table":
    """Return a row a number of a customer, in order: code, longitude, latitude; nulls where it is nobody's."""
    with workspace.version.connect() as con:
        if not con.execute("select 1 from duckdb_tables() where table_name = 'portrait_place'").fetchall():
            raise BadInput(
                en=f"Version {workspace.version.id} was published before places were; the next refresh tells them.",
                zh=f"版本 {workspace.version.id} 发布时还没有位置信息；下次刷新后即可查看。",
            )
        return con.sql(
            f"select {PLACE_KINDS[kind][0]} as code, longitude::double as longitude, latitude::double as latitude "
            f"{BY_NUMBER} left join portrait_place using (customer_id) order by customer_no"
        ).to_arrow_table()


def _names(workspace: Workspace, kind: str) -> dict[str | None, str | None]:
    """Return the name of each place by its code, which stands for one without."""
    code, name = PLACE_KINDS[kind]
    with workspace.version.connect() as con:
        query = f"select {code}, coalesce(max({name}), {code}) from portrait_place where {code} is not null group by 1"
        return dict(con.execute(query).fetchall())


def _coded(found: "pa.Table") -> tuple[np.ndarray, list[str | None]]:
    """Return each customer's place as a number, and the code of each; the last is the unknown."""
    coded = found["code"].combine_chunks().dictionary_encode()
    codes: list[str | None] = coded.dictionary.to_pylist()
    return coded.indices.fill_null(len(codes)).to_numpy().astype(np.int32), [*codes, None]


def _middles(at: np.ndarray, where: np.ndarray, places: int, fewest: int) -> list[tuple[float | None, float | None]]:
    """Return the median longitude and latitude of each place, None where fewer than `fewest` have coordinates."""
    order = np.argsort(at, kind="stable")
    ends = np.searchsorted(at[order], np.arange(places + 1))
    found: list[tuple[float | None, float | None]] = []
    for first, last in pairwise(ends):
        is_enough = last - first >= max(fewest, 1)
        east, north = np.median(where[:, order[first:last]], axis=1).tolist() if is_enough else (None, None)
        found.append((east, north))
    return found


def _cells(where: np.ndarray, fewest: int) -> tuple[tuple[float, float, float, float], ...]:
    """Return the squares with at least `fewest` customers; the outermost hundredths do not widen the map."""
    if where.shape[1] < max(fewest, 1):
        return ()
    west, east = np.quantile(where[0], (0.01, 0.99))
    south, north = np.quantile(where[1], (0.01, 0.99))
    # A degree of longitude is shorter than one of latitude.
    narrow = max(float(np.cos(np.radians((south + north) / 2))), 0.1)
    size = max((east - west) * narrow, north - south) / CELLS or 0.01
    sides = np.array([size / narrow, size])[:, None]
    # One number a square: to sort pairs takes twenty times as long.
    squares = np.floor(where / sides).astype(np.int64)
    found, counts = np.unique(squares[0] << 32 | squares[1] & 0xFFFFFFFF, return_counts=True)
    enough = found[counts >= fewest]
    corners = np.stack([enough >> 32, (enough & 0xFFFFFFFF).astype(np.uint32).astype(np.int32)]) * sides
    return tuple((w, s, w + size / narrow, s + size) for w, s in corners.T.tolist())
