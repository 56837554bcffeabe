"""Every score of a version and its home: its state, stored models with their cards, and shifts of its inputs."""

from dataclasses import dataclass

import duckdb
import polars as pl

from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.published import Version, score_inputs_table
from tagrid.scoring import published, store
from tagrid.scoring.champions import champion
from tagrid.scoring.declaration import Trainable, trainable
from tagrid.scoring.drift import part_shares

SIGNIFICANCE = 0.05  # how often a gap is called one although it is chance, over all groups of a card


@dataclass(frozen=True)
class ModelRecord:
    """One stored model: its manifest, its figures (None where its card cannot be read), its card as bytes by ending."""

    model_id: str
    is_champion: bool
    is_released: bool
    manifest: dict
    figures: dict | None
    files: dict[str, bytes]


@dataclass(frozen=True)
class ScoreStatus:
    """A score as a version and its home have it: ``state`` as ``score_states``, ``models`` newest first.

    ``counted``: whether the version counted who is scored; older versions did not.
    """

    score: Trainable
    state: dict
    models: tuple[ModelRecord, ...]
    counted: bool

    @property
    def champion(self) -> ModelRecord | None:
        """Return the model in force: the next refresh scores with it."""
        return next((one for one in self.models if one.is_champion), None)

    @property
    def shown(self) -> ModelRecord | None:
        """Return the model to show first: the one in force, else the newest."""
        return self.champion or next(iter(self.models), None)


def score_statuses(home: Home, version: Version) -> list[ScoreStatus]:
    """Return every declared score, and the clusters, as they stand, in the order of their modules."""
    rows = {row["score"]: row for row in published.score_states(version)}
    return [_score_status(home, version, score, rows.get(name)) for name, score in trainable().items()]


def _score_status(home: Home, version: Version, score: Trainable, row: dict | None) -> ScoreStatus:
    champion_id = store.champion_id(home, score.name)
    models = tuple(_model_record(one, champion_id) for one in reversed(store.stored_models(home, score.name)))
    return ScoreStatus(score, row or _current_state(home, version, score), models, row is not None)


def _current_state(home: Home, version: Version, score: Trainable) -> dict:
    """Judge the champion as it is now, for a version without a row of it."""
    found, _, _ = champion(home, score, version.as_of)
    keys = ("customers", "eligible", "scored", "unknown", "drift", "drifted_input")
    judged = {"state": found.code, "why_zh": found.why.zh, "why_en": str(found.why), "model_id": found.model_id}
    return {**dict.fromkeys(keys), **judged, "score": score.name, "tag": score.name, "as_of": version.as_of}


def _model_record(found: store.StoredModel, champion_id: str | None) -> ModelRecord:
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
    return ModelRecord(found.model_id, is_champion, is_released, found.manifest, figures, files)


def uneven_groups(groups: dict[str, list[dict]]) -> set[tuple[str, str]]:
    """Return the groups, by column and name, whose share of cases reached differs by more than chance explains.

    Fisher's exact test of the cases reached in the group against those of all others, two-sided, at 5 % over all the
    groups of the card together (Bonferroni). Groups without a recall are not judged.
    """
    judged = [
        (column, one, found) for column, found in groups.items() for one in found if one.get("recall") is not None
    ]
    return {
        (column, one["group"])
        for column, one, found in judged
        if _p_value(one, found) < SIGNIFICANCE / max(len(judged), 1)
    }


def _p_value(one: dict, found: list[dict]) -> float:
    """How often a gap as wide comes by chance; everybody's share follows from the group's own and its gap."""
    from scipy.stats import fisher_exact  # loads slowly; only the page of the models needs it

    cases, everyone = one["positives"], sum(other["positives"] for other in found)
    reached = round(one["recall"] * cases)
    others = round((one["recall"] - one["recall_gap"]) * everyone) - reached
    others = min(max(others, 0), everyone - cases)
    return float(fisher_exact([[reached, cases - reached], [others, everyone - cases - others]]).pvalue)


def input_shift(home: Home, version: Version, score: Trainable, model_id: str, name: str) -> pl.DataFrame | None:
    """Return the shares of customers in each part of an input, when the model was tested and in ``version``.

    Columns: ``low`` and ``high`` (null: open, both: without a number), ``then`` and ``now``. None where the model has
    no reference of it, or the version none of the numbers.
    """
    try:
        then = store.read_model(store.folder_of(home, score.name) / model_id).manifest["references"][name]
    except (store.ModelRefused, KeyError):
        return None
    with version.connect() as con:
        try:
            column = f"cast({quote_identifier(name)} as double)"
            values = con.sql(f"select {column} as v from {score_inputs_table(score.name)}").pl()["v"]
        except (duckdb.CatalogException, duckdb.BinderException):
            return None
    cuts = then["cuts"]
    now = part_shares(cuts, values.fill_null(float("nan")).to_numpy())
    columns = {"low": [None, *cuts, None], "high": [*cuts, None, None], "then": then["shares"], "now": list(now)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))
