"""What became of a model's tag: the bands of an older version against the label as it came in since."""

from collections.abc import Iterator
from datetime import timedelta

import duckdb
import polars as pl

from tagrid.catalog import UNKNOWN, Tag, same_meaning
from tagrid.core.project import Home
from tagrid.core.sql import find_landed_files, quote_identifier
from tagrid.core.text import Text
from tagrid.governance.evaluation.model import OutcomeBand, TagOutcome
from tagrid.governance.evaluation.stability import older
from tagrid.published import Version
from tagrid.scoring import Score, join_labels, scores

# Monthly bills decide most customers long before the horizon, which also covers the slowest of them. Below nine in
# ten those still open might be the very ones who do not pay.
SETTLED_SHARE = 0.9


def score_of(tag: Tag) -> Score | None:
    """Return the score whose output, a chance or an amount, the tag's rule divides into bands."""
    found = (score for score in scores().values() if score.output in tag.inputs)
    return next(found, None) if tag.inputs else None


def outcome(home: Home, version: Version, tag: Tag, score: Score) -> TagOutcome:
    """Return, for each value that customers had a horizon ago, for how many of them the score's label came true.

    Of an amount: how large it was on average. The label is the score's own SQL over the warehouse's facts, from the
    day of the older version up to that of ``version``: what was known by then and no later.
    """
    try:
        for past in _older(home, version, tag):
            found = _outcome_since(home, version, tag, score, past)
            if _is_settled(found, past, tag, score):
                return found
    except duckdb.Error:
        # a refresh may be writing to it
        missing = _missing(score, "目前无法读取数仓中的事实表。", "The facts in the warehouse cannot be read now.")
        return missing.model_copy(update={"passing": True})
    day = version.as_of - timedelta(days=score.horizon_days)
    return _missing(
        score,
        f"还没有结果已确定的保留版本；最迟 {day} 或更早的版本可以确定。",
        f"No version is kept whose outcome is settled; one of {day} or before would be.",
    )


def _older(home: Home, version: Version, tag: Tag) -> Iterator[Version]:
    """Yield the versions before ``version`` in which the tag means the same."""
    for past in older(home, version):
        was = past.catalog().tags.get(tag.name)
        if was and same_meaning(tag, was):
            yield past


def _outcome_since(home: Home, version: Version, tag: Tag, score: Score, past: Version) -> TagOutcome:
    labels = _labels(home, score, past, version)
    with past.connect() as con:
        had = con.sql(f"select customer_id, {quote_identifier(tag.name)} as value from customer_tags_wide").pl()
    labelled = (
        join_labels(score, had, labels).group_by("value").agg(pl.len().alias("n"), pl.col("label").cast(float).sum())
    )
    counted = {value: (n, total) for value, n, total in labelled.iter_rows()}
    bands = tuple(_band(score, code, *counted[code]) for code in tag.codes if code in counted)
    return TagOutcome(
        score=score.name, target=score.target, version=past.id, as_of=past.as_of, until=version.as_of, bands=bands
    )


def _band(score: Score, code: str, customers: int, total: float) -> OutcomeBand:
    if score.target == "amount":
        return OutcomeBand(code=code, customers=customers, mean=total / customers)
    return OutcomeBand(code=code, customers=customers, cases=int(total))


def _is_settled(found: TagOutcome, past: Version, tag: Tag, score: Score) -> bool:
    """Whether the horizon is over, or came true or not is known of nearly all who had a band."""
    assert found.as_of and found.until
    if found.as_of + timedelta(days=score.horizon_days) <= found.until:
        return True
    if score.otherwise is not None:  # who is in no record yet may still come into it
        return False
    banded = sum(n for code, n in past.catalog().tags[tag.name].counts.items() if code != UNKNOWN)
    decided = sum(band.customers for band in found.bands if band.code != UNKNOWN)
    return banded > 0 and decided >= SETTLED_SHARE * banded


def _labels(home: Home, score: Score, past: Version, version: Version) -> pl.DataFrame:
    window = {"as_of": past.as_of, "until": version.as_of}
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        find_landed_files(con, home.root)
        return con.sql(score.label_sql, params=window).pl().select("customer_id", "label")


def _missing(score: Score, zh: str, en: str) -> TagOutcome:
    return TagOutcome(score=score.name, target=score.target, missing=Text(zh=zh, en=en))
