"""What there is to tell of every score: its state, its stored models with their cards, and what chance may explain."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from models_ml import published
from models_ml.harness import store
from models_ml.harness.declaration import trainable
from models_ml.harness.drift import shares
from models_ml.harness.scoring import champion
from tagrid.home import Home

if TYPE_CHECKING:
    from models_ml.harness.declaration import Trainable
    from tagrid.refresh.versions import Version

SURE = 0.05  # how often a gap is called one although it is chance, over all groups of a card


@dataclass(frozen=True)
class Kept:
    """One stored model: its manifest, its figures (None where its card cannot be read), its card as bytes by ending."""

    model_id: str
    is_champion: bool
    is_released: bool
    manifest: dict
    figures: dict | None
    files: dict[str, bytes]


@dataclass(frozen=True)
class Standing:
    """A score as a version and its home have it: ``state`` as ``score_states``, ``models`` newest first.

    ``counted`` tells whether the version counted who is scored; one made before it kept that does not.
    """

    score: "Trainable"
    state: dict
    models: tuple[Kept, ...]
    counted: bool

    @property
    def champion(self) -> Kept | None:
        """Return the model in force: the next refresh scores with it."""
        return next((one for one in self.models if one.is_champion), None)

    @property
    def shown(self) -> Kept | None:
        """Return the model to speak of first: the one in force, else the newest."""
        return self.champion or next(iter(self.models), None)


def standings(home: Home, version: "Version") -> list[Standing]:
    """Return every declared score, and the clusters, as they stand, in the order of their modules."""
    told = {row["score"]: row for row in published.states(version)}
    return [_standing(home, version, score, told.get(name)) for name, score in trainable().items()]


def _standing(home: Home, version: "Version", score: "Trainable", row: dict | None) -> Standing:
    champion_id = store.champion_id(home, score.name)
    models = tuple(_kept(one, champion_id) for one in reversed(store.stored(home, score.name)))
    return Standing(score, row or _state(home, version, score), models, row is not None)


def _state(home: Home, version: "Version", score: "Trainable") -> dict:
    """Judge the champion as it is now, for a version that says nothing of it."""
    found, _, _ = champion(home, score, version.as_of)
    keys = ("customers", "eligible", "scored", "unknown", "drift", "drifted_input")
    said = {"state": found.code, "why_zh": found.why.zh, "why_en": str(found.why), "model_id": found.model_id}
    return {**dict.fromkeys(keys), **said, "score": score.name, "tag": score.name, "as_of": version.as_of}


def _kept(found: store.Stored, champion_id: str | None) -> Kept:
    files = {}
    for ending in ("md", "json"):
        path = found.folder / f"card.{ending}"
        if path.is_file():
            files[ending] = path.read_bytes()
    try:
        figures = found.card()["figures"]
    except (OSError, ValueError, KeyError, TypeError):
        figures = None
    is_champion, is_released = found.model_id == champion_id, bool(found.manifest.get("is_released"))
    return Kept(found.model_id, is_champion, is_released, found.manifest, figures, files)


def interval(cases: float, customers: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson (J. Am. Stat. Assoc. 22, 1927); 0 to 1 of nobody."""
    if not customers:
        return 0.0, 1.0
    share, weight = cases / customers, z * z / customers
    middle, half = share + weight / 2, z * (share * (1 - share) / customers + weight / customers / 4) ** 0.5
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))


def uneven(groups: dict[str, list[dict]]) -> set[tuple[str, str]]:
    """Return the groups, by column and name, whose share of cases reached differs by more than chance explains.

    Fisher's exact test of the cases reached in the group against those of all others, two-sided, at 5 % over all the
    groups of the card together (Bonferroni). Groups whose recall is not told are not judged.
    """
    judged = [
        (column, one, found) for column, found in groups.items() for one in found if one.get("recall") is not None
    ]
    return {(column, one["group"]) for column, one, found in judged if _chance(one, found) < SURE / max(len(judged), 1)}


def _chance(one: dict, found: list[dict]) -> float:
    """How often a gap as wide comes by chance; everybody's share is told by the group's own and its gap."""
    from scipy.stats import fisher_exact

    cases, everyone = one["positives"], sum(other["positives"] for other in found)
    reached = round(one["recall"] * cases)
    others = round((one["recall"] - one["recall_gap"]) * everyone) - reached
    others = min(max(others, 0), everyone - cases)
    return float(fisher_exact([[reached, cases - reached], [others, everyone - cases - others]]).pvalue)


def moved(home: Home, version: "Version", score: "Trainable", model_id: str, name: str) -> pl.DataFrame | None:
    """Return the shares of customers in each part of an input, when the model was tested and in ``version``.

    Columns: ``low`` and ``high`` (null: open, both: without a number), ``then`` and ``now``. None where the model keeps
    no reference of it, or the version none of the numbers.
    """
    import duckdb

    from tagrid.refresh.scores import SCHEMA

    try:
        then = store.read(store.folder_of(home, score.name) / model_id).manifest["references"][name]
    except (store.ModelRefused, KeyError):
        return None
    with version.connect() as con:
        try:
            values = con.sql(f'select cast("{name}" as double) as v from {SCHEMA}."{score.name}"').pl()["v"]
        except (duckdb.CatalogException, duckdb.BinderException):
            return None
    cuts = then["cuts"]
    now = shares(cuts, values.fill_null(float("nan")).to_numpy())
    columns = {"low": [None, *cuts, None], "high": [*cuts, None, None], "then": then["shares"], "now": list(now)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))
