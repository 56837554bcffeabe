"""Why a customer has the chance or amount it has, from a published version and the model that gave it.

The version holds what the model read (``score_inputs``) and which model it was. So the answer is the one the refresh
gave, and it stays the same when a newer model has taken over. Every effect is exact: see ``reasons``.
"""

from dataclasses import asdict, dataclass, replace

import duckdb
import polars as pl

from tagrid.core.errors import TagridError
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.published import Version, find_customer, score_inputs_table
from tagrid.scoring import store
from tagrid.scoring.declaration import Score, declared_score, format_value
from tagrid.scoring.fit import predict
from tagrid.scoring.frames import matrix
from tagrid.scoring.published import score_state
from tagrid.scoring.reasons import feature_effects, rank_reasons, reason_text


@dataclass(frozen=True)
class FeatureEffect:
    """What one number does: the output less the model's output with the number at the median ``typical``."""

    feature: str
    value: float
    typical: float
    effect: float
    label: Text
    value_text: Text
    text: Text


@dataclass(frozen=True)
class Explanation:
    """A customer's output, its reasons as the refresh makes them, and the effect of every known number.

    ``output`` is None for a customer the score does not apply to or of whom not one feature is known; ``why`` then
    says why. ``effects`` come with the largest first, whichever way they push.
    """

    score: str
    customer_id: str
    version: str
    model_id: str
    output: float | None
    reasons: tuple[FeatureEffect, ...] = ()
    effects: tuple[FeatureEffect, ...] = ()
    missing: tuple[str, ...] = ()
    why: Text | None = None

    def as_json(self) -> dict:
        """Return the explanation as ``tagrid models explain --json`` prints it."""
        found = asdict(self)
        for one in (*found["reasons"], *found["effects"]):
            # The program that reads it knows this key.
            one["said"] = one.pop("value_text")
            one["text"] = one.pop("text")
        return found


def explain_score(home: Home, version: Version, name: str, customer_id: str) -> Explanation:
    """Explain a customer's output of the score ``name`` in ``version``.

    Raises BadInput for a score or customer there is none of, TagridError when the version gave no such score or the
    model that gave it is gone or was changed: another model's reasons would be reasons for another number.
    """
    score = declared_score(name)
    model_id = _model_id(version, score)
    with version.connect() as con:
        customer_id = find_customer(con, customer_id, version.id)
    row = _customer_inputs(version, score, customer_id)
    found = Explanation(score.name, customer_id, version.id, model_id, None)
    if row is None:
        return replace(
            found, why=Text(zh="该客户不在此评分的适用范围内。", en="The score does not apply to this customer.")
        )
    known = matrix(row, score.names)
    missing = tuple(f for f, value in zip(score.names, known[0], strict=True) if value != value)
    if len(missing) == len(score.names):
        nothing = Text(zh="模型所用的数据一项也没有。", en="Nothing the model reads is known of this customer.")
        return replace(found, missing=missing, why=nothing)
    return _explained(found, score, _stored_model(home, score, model_id), known, missing)


def _explained(
    found: Explanation, score: Score, stored: store.StoredModel, known, missing: tuple[str, ...]
) -> Explanation:
    medians = [stored.manifest["medians"][name] for name in score.names]
    model = _load_model(score, stored)
    output = predict(model, known)
    effect = feature_effects(model, known, output, medians)
    first = rank_reasons(score, known, output, effect)[0]
    effects = {
        name: _effect(score, name, float(value), float(median), float(pushed))
        for name, value, median, pushed in zip(score.names, known[0], medians, effect[0], strict=True)
        if median is not None and pushed == pushed
    }
    return replace(
        found,
        output=float(output[0]),
        reasons=tuple(effects[one["feature"]] for one in first),
        effects=tuple(sorted(effects.values(), key=lambda one: -abs(one.effect))),
        missing=missing,
    )


def _effect(score: Score, name: str, value: float, typical: float, pushed: float) -> FeatureEffect:
    feature = score.feature(name)
    return FeatureEffect(
        name,
        value,
        typical,
        pushed,
        Text(zh=feature.zh, en=feature.en),
        format_value(feature, value),
        reason_text(score, feature, value, pushed),
    )


def _model_id(version: Version, score: Score) -> str:
    found = score_state(version, score.name)
    if found is None:
        raise TagridError(
            en=f"Version {version.id} does not keep what {score.name} was made from; run `tagrid refresh`.",
            zh=f"版本 {version.id} 未保存“{score.zh}”的计算依据，请运行 `tagrid refresh`。",
        )
    if not found["model_id"] or not found["scored"]:
        raise TagridError(
            en=f"Version {version.id} has no {score.en}: {found['why_en']}.",
            zh=f"版本 {version.id} 没有“{score.zh}”：{found['why_zh']}。",
        )
    return found["model_id"]


def _customer_inputs(version: Version, score: Score, customer_id: str) -> pl.DataFrame | None:
    """Return the customer's inputs; None where it is not eligible."""

    columns = ", ".join(map(quote_identifier, score.names))
    query = f"select {columns} from {score_inputs_table(score.name)} where customer_id = $customer_id"
    with version.connect() as con:
        try:
            found = con.sql(query, params={"customer_id": customer_id}).pl()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise TagridError(
                en=f"Version {version.id} keeps other inputs of {score.name} than the score reads now.",
                zh=f"版本 {version.id} 保存的“{score.zh}”输入与现在的定义不同。",
            ) from error
    return found if len(found) else None


def _stored_model(home: Home, score: Score, model_id: str) -> store.StoredModel:
    try:
        stored = store.read_model(store.folder_of(home, score.name) / model_id)
    except store.ModelRefused as refused:
        raise _model_gone(score, model_id, refused) from refused
    if stored.manifest.get("features") != score.names:
        raise TagridError(
            en=f"Model {model_id} of {score.name} read other features than the score reads now; it cannot be asked.",
            zh=f"模型 {model_id} 所用特征与“{score.zh}”现在的定义不同，无法说明理由。",
        )
    return stored


def _load_model(score: Score, stored: store.StoredModel):
    try:
        return stored.load()
    except store.ModelRefused as refused:
        raise _model_gone(score, stored.model_id, refused) from refused


def _model_gone(score: Score, model_id: str, refused: store.ModelRefused) -> TagridError:
    return TagridError(
        en=f"Model {model_id}, which gave this {score.name}, is gone or damaged ({refused}); only it could give "
        "reasons. Restore its folder from a backup, or refresh.",
        zh=f"给出此“{score.zh}”的模型 {model_id} 已不在或已损坏（{refused.text.zh}），理由只能由它给出。"
        "请从备份恢复其文件夹，或重新刷新。",
    )
