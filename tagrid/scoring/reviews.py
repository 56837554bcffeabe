"""Reviews: a person's verdict on what a score predicts for a customer, and the labels a training may take from them.

Nobody is judged by a program alone (PIPL, article 24): a review is shown beside the value and names who made it.
Reviews are only ever added; the latest of a tag counts.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from tagrid.catalog import Catalog, Tag, Viewer
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.state import Base, session
from tagrid.core.text import nearest
from tagrid.published import (
    Version,
    account_number,
    account_numbers,
    current_version,
    find_customer,
    merged_accounts,
    pointed_id,
    rule_inputs_table,
    survivor_of,
    unknown_customer,
)
from tagrid.scoring.declaration import Score, scores
from tagrid.scoring.frames import Frame
from tagrid.scoring.published import score_state

VERDICTS = ("confirmed", "refuted")

MOST_TEXT = 1000


class ScoreReview(Base):
    """One verdict: that what the score predicts is so, or is not, whatever band the customer has.

    ``reviewed_on`` is the as-of date of the version that was looked at, ``output`` its chance.
    """

    __tablename__ = "score_reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(index=True)
    tag: Mapped[str]
    score: Mapped[str]
    verdict: Mapped[str]
    because: Mapped[str]
    by: Mapped[str]
    value: Mapped[str]
    output: Mapped[float | None]
    model_id: Mapped[str | None]
    version: Mapped[str]
    reviewed_on: Mapped[date]
    recorded_at: Mapped[datetime]


def add_review(home: Home, customer_id: str, tag: str, verdict: str, because: str, by: str) -> dict:
    """Record a verdict on a customer's present value of `tag` and return it as `list_reviews` does.

    Raises BadInput for a tag without a score, an unknown customer, another verdict, no reason or no name.
    """
    _check(verdict, because, by)
    version = current_version(home)
    found = version.catalog().tag(tag)
    score = _score(version, found)
    with version.connect() as con:
        customer_id = find_customer(con, customer_id, version.id)
    value, output = _value(version, found, score, customer_id)
    state = score_state(version, score.name) or {}
    made = ScoreReview(
        customer_id=customer_id,
        tag=tag,
        score=score.name,
        verdict=verdict,
        because=because.strip(),
        by=by.strip(),
        value=value,
        output=output,
        model_id=state.get("model_id"),
        version=version.id,
        reviewed_on=version.as_of,
        recorded_at=datetime.now(UTC).replace(microsecond=0, tzinfo=None),
    )
    with session(home) as opened:
        opened.add(made)
        opened.flush()
        return _row(made)


def _check(verdict: str, because: str, by: str) -> None:
    if verdict not in VERDICTS:
        hint = nearest(verdict, VERDICTS)
        raise BadInput(
            en=f"A verdict is {' or '.join(VERDICTS)}, not {verdict!r}.{hint}",
            zh=f"结论只能是 {' 或 '.join(VERDICTS)}，不能是“{verdict}”。{hint.zh}",
        )
    for text, en, zh in ((because, "Please say why", "请说明理由"), (by, "Please say who you are", "请写明复核人")):
        if not text.strip() or len(text) > MOST_TEXT:
            raise BadInput(
                en=f"{en}, in 1 to {MOST_TEXT:,} characters; a review without it cannot be checked later.",
                zh=f"{zh}（1 至 {MOST_TEXT:,} 字）：缺少它，复核以后无从核对。",
            )


def _score(version: Version, tag: Tag) -> Score:
    known = list(scores().values())
    if found := next((score for score in known if score.output in tag.inputs), None):
        return found
    able = [one.name for one in version.catalog().tags.values() if any(score.output in one.inputs for score in known)]
    raise BadInput(
        en=f"{tag.name} rests on no score; reviews are of {', '.join(able) or 'none'}.",
        zh=f"标签 {tag.name} 不来自评分模型；可复核的标签：{'、'.join(able) or '无'}。",
    )


def _value(version: Version, tag: Tag, score: Score, customer_id: str) -> tuple[str, float | None]:
    """Return the customer's value of the tag and the number it was made from (None where there is none)."""
    parameters = {"customer_id": customer_id, "subject": tag.subject}
    whose = "where customer_id = $customer_id"
    with version.connect() as con:
        wide = f"select {quote_identifier(tag.name)} from customer_tags_wide {whose} and subject = $subject"
        found = con.execute(wide, parameters).fetchall()
        if not found:
            raise unknown_customer(con, customer_id, version.id)
        read = f"select {quote_identifier(score.output)} from {rule_inputs_table(tag.theme)} {whose}"
        try:
            outputs = con.execute(read, {"customer_id": customer_id}).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):  # a version without these inputs
            outputs = []
    output = outputs[0][0] if outputs else None
    return found[0][0] or "unknown", output if isinstance(output, int | float) else None


def _row(found: ScoreReview) -> dict:
    return {column.name: getattr(found, column.name) for column in ScoreReview.__table__.columns}


def list_reviews(home: Home, customer_id: str | None = None, tag: str | None = None) -> list[dict]:
    """Return the reviews, of one customer or tag if given, newest first; each a dictionary of `ScoreReview`.

    The reviews of an account that was merged into another are those of the customer that is left too.
    """
    query = select(ScoreReview).order_by(ScoreReview.id.desc())
    if customer_id is not None:
        query = query.where(ScoreReview.customer_id.in_(_numbers(home, customer_id)))
    if tag is not None:
        query = query.where(ScoreReview.tag == tag)
    with session(home) as opened:
        return [_row(found) for found in opened.scalars(query)]


def _numbers(home: Home, customer_id: str) -> list[str]:
    """Return every account number of a customer, as the version in force knows them."""
    customer_id = account_number(customer_id)
    if pointed_id(home) is None:
        return [customer_id]
    version = current_version(home)
    with version.connect() as con:
        survivor = survivor_of(con, customer_id) or customer_id
    return list({customer_id, *account_numbers(version, survivor)})


def shown_reviews(
    home: Home, catalog: Catalog, viewer: Viewer, customer_id: str | None = None, tag: str | None = None
) -> list[dict]:
    """Return the reviews as `list_reviews` does, without those of tags that ``viewer`` may not see."""
    return viewer.visible(list_reviews(home, customer_id, tag), catalog)


def can_learn_from_reviews(score: Score) -> bool:
    """Whether reviews can be labels of the score: of a chance, whose outcome is not known of everybody anyway."""
    return score.target == "chance" and score.otherwise is None


def with_reviews(home: Home, score: Score, frames: list[Frame]) -> tuple[list[Frame], int]:
    """Return the frames with labels from reviews where the facts know none, and how many labels that are.

    A review made within a frame's (as_of, as_of + horizon] counts; of several the latest. The last frame, on
    which the model is tested, keeps to facts: people review whom a model pointed at. A review of an account that was
    merged away is one of the customer that is left.
    """
    if not can_learn_from_reviews(score):
        return frames, 0
    merged = _merged(home)
    reviews = [
        one | {"customer_id": merged.get(one["customer_id"], one["customer_id"])}
        for one in list_reviews(home)
        if one["score"] == score.name
    ]
    learned = [*(_add_review_labels(score, frame, reviews) for frame in frames[:-1]), frames[-1]]
    return learned, sum(len(new.rows) - len(old.rows) for new, old in zip(learned, frames, strict=True))


def _merged(home: Home) -> dict[str, str]:
    return merged_accounts(current_version(home)) if pointed_id(home) else {}


def _add_review_labels(score: Score, frame: Frame, reviews: list[dict]) -> Frame:
    until = frame.as_of + timedelta(days=score.horizon_days)
    inside = [one for one in reviews if frame.as_of < one["reviewed_on"] <= until]
    latest = {one["customer_id"]: one["verdict"] == "confirmed" for one in reversed(inside)}
    labels = pl.DataFrame(
        {"customer_id": list(latest), "label": list(latest.values())},
        schema={"customer_id": pl.String, "label": frame.rows.schema["label"]},
    )
    new = frame.population.join(frame.rows, on="customer_id", how="anti").join(labels, on="customer_id")
    rows = pl.concat([frame.rows, new.select(frame.rows.columns)]).sort("customer_id")
    return replace(frame, rows=rows)
