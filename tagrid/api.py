"""tagrid from Python: catalog, segments, portraits, history and scores of a published version, as polars frames.

import tagrid
utility = tagrid.open()
utility.segment("value_tier = vip").count
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from tagrid.catalog import Catalog, Viewer
from tagrid.core import project
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.portrait import portrait, timeline
from tagrid.published import Mask, Version, all_versions, customer_facts, version_known_on
from tagrid.scoring import score_states
from tagrid.segments import (
    Rule,
    Workspace,
    is_disclosure_limited,
    least_shown,
    open_workspace,
    restricted_tags_used,
    rounded_count,
    to_text,
)
from tagrid.segments.insight import segment_profile

MASKED = Viewer(may_see_restricted=False)


def open(home: Path | str | None = None, version: str | date | None = None, *, viewer: Viewer = MASKED) -> "Utility":
    """Open a published version for reading.

    ``home`` is the folder of data, by default the current project's (``TAGRID_HOME``). ``version`` is an id, or a day:
    then the newest kept version as of that day or before; by default the version in force. ``viewer`` decides what is
    shown of customers; by default no restricted tag, telephone or address. Raises BadInput when nothing is published
    or the version is not kept.

    Example:
        >>> utility = tagrid.open()
        >>> utility.catalog.tags["payment_timeliness"].label.en
        'Payment timeliness'
    """
    folder = Home(Path(home).resolve()) if home else project.home()
    found = version_known_on(folder, version).id if isinstance(version, date) else version
    return Utility(open_workspace(folder, found), viewer)


@dataclass(frozen=True)
class Utility:
    """One published version of a utility's tags, as a viewer may see it. Nothing here changes anything."""

    workspace: Workspace = field(repr=False)
    viewer: Viewer

    @property
    def version(self) -> Version:
        """The version: its ``id``, ``as_of`` and ``folder``."""
        return self.workspace.version

    @property
    def catalog(self) -> Catalog:
        """The catalog of the version: ``tags`` and ``classes`` by name, with texts in both languages."""
        return self.workspace.catalog

    @property
    def tags(self) -> pl.DataFrame:
        """The tags, a row each: tag, label_zh, label_en, theme, method, cadence, owner, sensitivity, status.

        Example:
            >>> utility.tags.filter(pl.col("theme") == "payment").height > 0
            True
        """
        return pl.DataFrame(
            [
                {"tag": tag.name, "label_zh": tag.label.zh, "label_en": tag.label.en, "theme": tag.theme}
                | {key: getattr(tag, key) for key in ("method", "cadence", "owner", "sensitivity", "status")}
                for tag in self.catalog.tags.values()
            ]
        )

    @property
    def versions(self) -> pl.DataFrame:
        """The kept versions, newest first: version, as_of, catalog_version."""
        folder = Home(self.version.folder.parent.parent)
        rows = [(one.id, one.as_of, one.manifest.get("catalog_version")) for one in all_versions(folder)]
        return pl.DataFrame(rows, schema=["version", "as_of", "catalog_version"], orient="row")

    def values(self, *tags: str) -> pl.DataFrame:
        """Return every customer's value of some tags: customer_id, subject and a column of value codes a tag.

        Raises BadInput for a tag that does not exist, with the nearest names, or that the viewer may not see.

        Example:
            >>> utility.values("value_tier").columns
            ['customer_id', 'subject', 'value_tier']
        """
        known = [self.catalog.tag(name) for name in tags]
        hidden = self.viewer.restricted_tags(self.catalog).intersection(tags)
        if hidden:
            raise BadInput(
                en=f"This viewer may not see {', '.join(sorted(hidden))}: restricted.",
                zh=f"当前查看者无权查看 {'、'.join(sorted(hidden))}：限制级标签。",
            )
        columns = ", ".join(["customer_id", "subject", *(quote_identifier(tag.name) for tag in known)])
        with self.version.connect() as con:
            return con.sql(f"select {columns} from customer_tags_wide order by customer_id").pl()

    def segment(self, expression: str) -> "Segment":
        """Return the segment of an expression; raises BadExpression at its first wrong character.

        Example:
            >>> utility.segment("value_tier in (vip, major)").expression
            'value_tier in (vip, major)'
        """
        return Segment(self, self.workspace.parse(expression))

    def portrait(self, customer_id: str) -> "Portrait":
        """Return one customer; an account number that was merged away gives the customer that is left.

        Raises BadInput, with the nearest numbers, for one the version does not know.

        Example:
            >>> utility.portrait(customer_id).tags.columns[:3]
            ['tag', 'value', 'since']
        """
        found = portrait(self.version, customer_id, self.catalog, viewer=self.viewer)
        tags = [
            {"tag": row["tag"], "value": row["value"], "since": row.get("since")}
            | {f"{key}_{lang}": row[key][lang] for key in ("label", "value_label") for lang in ("zh", "en")}
            for row in found["tags"]
        ]
        frames = {key: pl.DataFrame(found[key], infer_schema_length=None) for key in ("usage", "months", "bills")}
        return Portrait(
            customer_id=found["customer"]["customer_id"],
            as_of=found["as_of"],
            customer=found["customer"],
            tags=pl.DataFrame(tags, schema_overrides={"since": pl.Date}, infer_schema_length=None),
            events=found["events"],
            reasons=found["reasons"],
            hidden=tuple(found["hidden"]),
            **frames,
        )

    def history(self, customer_id: str) -> pl.DataFrame:
        """Return every value a customer ever had, as known now: tag, value, valid_from, valid_to (null: still).

        Example:
            >>> {"tag", "value", "valid_from", "valid_to"} <= set(utility.history(customer_id).columns)
            True
        """
        found = timeline(self.version, customer_id, viewer=self.viewer)
        return pl.DataFrame(
            [{key: value for key, value in row.items() if not isinstance(value, dict)} for row in found],
            schema_overrides={"valid_to": pl.Date},
            infer_schema_length=None,
        )

    @property
    def scores(self) -> pl.DataFrame:
        """The state of each score when the version was made, a row each.

        Example:
            >>> "score" in utility.scores.columns
            True
        """
        return pl.DataFrame(score_states(self.version), infer_schema_length=None)


@dataclass(frozen=True)
class Segment:
    """The customers of a rule in one version. Where it rests on restricted tags its numbers are rounded to tens."""

    utility: Utility = field(repr=False)
    rule: Rule

    @property
    def expression(self) -> str:
        """The rule in its canonical form; reading it again gives the same rule."""
        return to_text(self.rule)

    @property
    def count(self) -> int | None:
        """The number of customers; None for one that is too small to be shown.

        Example:
            >>> utility.segment("value_tier = vip").count <= utility.segment("value_tier = vip").base
            True
        """
        return rounded_count(self._workspace.index.count(self.rule), self._is_limited)

    @property
    def base(self) -> int:
        """The number of customers of the subject the rule is about; shares are taken against it."""
        index = self._workspace.index
        return index.population(index.base(index.subject(self.rule)))

    def members(self, limit: int | None = None) -> pl.DataFrame:
        """Return the members, or the first `limit`: number, name and what a portrait's head says of each.

        Raises BadInput where the rule, or what it rests on, is restricted for this viewer. For a file that leaves the
        system use `tagrid segment export`, which asks for consent and leaves a record.

        Example:
            >>> utility.segment("value_tier = vip").members(5).height <= 5
            True
        """
        if self._is_limited:
            used = ", ".join(restricted_tags_used(self.utility.catalog, self.rule))
            raise BadInput(
                en=f"This viewer may not list customers by {used}: restricted.",
                zh=f"当前查看者无权按 {used} 列出客户：限制级标签。",
            )
        numbers = self._workspace.index.members(self._mask, limit or self._workspace.index.customers)
        found = customer_facts(self.utility.version, numbers.tolist())
        return pl.DataFrame([self.utility.viewer.contact(row) for row in found], infer_schema_length=None)

    def profile(self, fewest: int = 0) -> pl.DataFrame:
        """Return the values known of the members, the most distinctive first: tag, value, customers, share, tgi, …

        A value of fewer than `fewest` members is left out; so is one below 10 where the segment is restricted.

        Example:
            >>> utility.segment("value_tier = vip").profile().columns[:3]
            ['tag', 'value', 'customers']
        """
        index = self._workspace.index
        least = least_shown(fewest, self._is_limited)
        rows = segment_profile(index, self.utility.catalog, self._mask, index.subject(self.rule), least)
        hidden = self.utility.viewer.restricted_tags(self.utility.catalog)
        return pl.DataFrame([vars(row) for row in rows if row.tag not in hidden], infer_schema_length=None)

    @property
    def _workspace(self) -> Workspace:
        return self.utility.workspace

    @cached_property
    def _mask(self) -> Mask:
        return self._workspace.mask(self.rule)

    @cached_property
    def _is_limited(self) -> bool:
        return is_disclosure_limited(self.utility.catalog, self.utility.viewer, self.rule)


@dataclass(frozen=True)
class Portrait:
    """Everything known of one customer on a day. ``hidden`` names the tags that were not to be seen.

    Frames: ``tags`` (tag, value, since, labels), ``usage`` (a day a row), ``months``, ``bills`` (newest first).
    """

    customer_id: str
    as_of: date
    customer: dict[str, Any] = field(repr=False)
    tags: pl.DataFrame = field(repr=False)
    usage: pl.DataFrame = field(repr=False)
    months: pl.DataFrame = field(repr=False)
    bills: pl.DataFrame = field(repr=False)
    events: list[dict[str, Any]] = field(repr=False)
    reasons: list[dict[str, Any]] = field(repr=False)
    hidden: tuple[str, ...]
