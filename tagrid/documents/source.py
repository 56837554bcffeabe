"""Reads the facts of documents from one published version; a whole run uses one source."""

from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import duckdb

from tagrid.catalog import Catalog, NonEmptyStr, Strict, Viewer
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.overlay import content_file
from tagrid.core.project import Home
from tagrid.core.sql import rows
from tagrid.core.yaml_lines import YamlDocument
from tagrid.documents.facts import CustomerTag, Facts, bills_by_month
from tagrid.portrait import (
    Comparisons,
    TalkingPoint,
    bill_lines,
    customer_file,
    daily,
    portrait,
    rule_columns,
    supply_lines,
    talking_points,
)
from tagrid.published import find_customer
from tagrid.segments import SegmentIndex, open_index
from tagrid.segments.export import refusals

POWER_CUSTOMER = "power_customer"

MOST_DAYS = 731

# A customer reads its own document: no restricted tag, whoever makes it.
_READER = Viewer(may_see_restricted=False)

_OFFERS = "marketing"

# The themes whose numbers documents state.
THEMES = ("usage", "payment", "equipment_safety", "evaluation", "service", "inclination")

FILE = "app/documents.yml"

# What every version since the first with documents has.
TABLES = ("portrait_supply", "portrait_checks", "portrait_outages", "portrait_repairs", "tariff_prices")

_ENERGY = """
    select month_on, daily_kwh from portrait_energy
    where customer_id = ? and month_on >= date_trunc('month', ?::date) and month_on <= ? order by month_on
"""

_OF_CUSTOMER = "select * exclude (customer_id) from {} where customer_id = ? order by all"


class ShownPart(Strict):
    """The tags of one part of a document, and the values that say nothing there."""

    tags: tuple[NonEmptyStr, ...]
    omit: tuple[NonEmptyStr, ...]


class ShownTags(Strict):
    """The project's choice of tags: by part of a document, and ``bands``, the tag that says how high a number is."""

    basics: ShownPart
    energy_mix: ShownPart
    rhythm: ShownPart
    tariff: ShownPart
    bands: dict[NonEmptyStr, NonEmptyStr]

    def parts(self, tags: dict[str, CustomerTag]) -> dict[str, tuple[CustomerTag, ...]]:
        """Return a customer's tags by part of a document."""
        parts = {name: part for name, part in self if isinstance(part, ShownPart)}
        return {
            name: tuple(tags[tag] for tag in part.tags if tag in tags and tags[tag].value not in part.omit)
            for name, part in parts.items()
        }


def chosen_tags(project: Path | None = None) -> ShownTags:
    """Return the tags that the project shows in documents, by its file ``app/documents.yml``.

    ``BadInput`` names the line and the field that is wrong.
    """
    return YamlDocument(content_file(FILE, project), FILE).as_model(ShownTags)


class DocumentSource:
    """An open version; close it, or use it in a ``with``. Not to be shared between threads."""

    def __init__(self, version) -> None:
        self.version = version
        self.catalog: Catalog = version.catalog()
        self.con: duckdb.DuckDBPyConnection = version.connect()
        self._check()
        self._known = rule_columns(self.con)
        self._chosen = chosen_tags()
        self.compared = Comparisons(self.con, self._known)
        self.tariffs = tuple(rows(self.con, "select * from tariff_prices order by tariff_code"))

    def __enter__(self) -> "DocumentSource":
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def facts(self, customer_id: str) -> Facts:
        """Return what is known of a power customer; a number merged into another gives what is known of that.

        Raises BadInput for a number that no customer has, with the nearest ones, and for one that is not supplied.
        """
        customer_id = find_customer(self.con, customer_id, self.version.id)
        head = rows(self.con, "select * from portrait_customer where customer_id = ?", [customer_id])
        if head[0]["subject"] != POWER_CUSTOMER:
            raise BadInput(
                en=f"{customer_id} is no power customer; documents are for customers with supply. `tagrid portrait "
                f"{customer_id}` tells what is known.",
                zh=f"{customer_id} 不是电力客户；文档只为已供电的客户出具。已知情况见其客户画像。",
            )
        bills, supply = self._of("portrait_bills", customer_id), self._one("portrait_supply", customer_id)
        tags = self._tags(customer_id)
        return Facts(
            customer_id=customer_id,
            as_of=self.version.as_of,
            version=self.version.id,
            catalog_version=self.catalog.version,
            customer=head[0],
            supply=supply,
            file=customer_file(self.con, customer_id),
            lines=tuple(supply_lines(self.con, customer_id)),
            inputs={theme: self._inputs(theme, customer_id) for theme in THEMES},
            tags=tags,
            shown=self._chosen.parts(tags),
            bands={number: tags[tag] for number, tag in self._chosen.bands.items() if tag in tags},
            bills=bills_by_month(bills),
            bill_rows=tuple(bills),
            bill_lines=bill_lines(self.con, customer_id),
            days=self._days(customer_id, self.version.as_of),
            checks=tuple(self._of("portrait_checks", customer_id)),
            outages=tuple(self._of("portrait_outages", customer_id)),
            repairs=tuple(self._of("portrait_repairs", customer_id)),
            tariffs=self.tariffs,
            peers=self.compared.peers(head[0], supply),
            around=self.compared.around(head[0], supply),
        )

    def points(self, customer_id: str) -> tuple[TalkingPoint, ...]:
        """Return what to raise with a power customer: the points that its portrait opens with, of no restricted tag."""
        seen = portrait(self.version, customer_id, self.catalog, days=1, viewer=_READER)
        refused = (_OFFERS,) if self._without_offers is None or customer_id in self._without_offers else ()
        return talking_points(seen, self.catalog, index=self._index, viewer=_READER, refused=refused)

    @cached_property
    def _index(self) -> SegmentIndex:
        return open_index(self.version)

    @cached_property
    def _without_offers(self) -> set[str] | None:
        """Who refused to be offered anything, as known now; None where that cannot be read: nobody is offered then."""
        try:
            return refusals(Home(self.version.folder.parent.parent), _OFFERS) or set()
        except TagridError:
            return None

    def _check(self) -> None:
        held = {row[0] for row in self.con.execute("select table_name from information_schema.tables").fetchall()}
        if lacking := [name for name in TABLES if name not in held]:
            self.con.close()
            raise BadInput(
                en=f"Version {self.version.id} was published before documents were made: it lacks "
                f"{', '.join(lacking)}. Run `tagrid refresh`, or ask for a newer day.",
                zh=f"版本 {self.version.id} 发布时还没有文档功能，缺少 {'、'.join(lacking)}。请运行 `tagrid refresh`，"
                "或选择更晚的日期。",
            )

    def _of(self, table: str, customer_id: str) -> list[dict]:
        return rows(self.con, _OF_CUSTOMER.format(table), [customer_id])

    def _one(self, table: str, customer_id: str) -> dict:
        return next(iter(self._of(table, customer_id)), {})

    def _inputs(self, theme: str, customer_id: str) -> dict:
        """Return the numbers that the rules of a theme read in this version; a rule may read others in another."""
        columns = sorted(self._known.get(theme, ()))
        if not columns:
            return {}
        sql = f"select {', '.join(columns)} from rule_inputs.{theme} where customer_id = ?"
        return next(iter(rows(self.con, sql, [customer_id])), {})

    def _days(self, customer_id: str, as_of: date) -> tuple:
        months = rows(self.con, _ENERGY, [customer_id, as_of - timedelta(days=MOST_DAYS - 1), as_of])
        return tuple((one["date"], one["kwh"]) for one in daily(months, as_of, MOST_DAYS))

    def _tags(self, customer_id: str) -> dict[str, CustomerTag]:
        """Return the tags that a customer may see: no restricted one, whoever makes the document."""
        hidden = _READER.restricted_tags(self.catalog)
        values = next(iter(rows(self.con, "select * from customer_tags_wide where customer_id = ?", [customer_id])), {})
        return {
            name: CustomerTag(values[name], tag.label, tag.value_label(values[name]))
            for name, tag in self.catalog.tags.items()
            if name not in hidden and values.get(name) is not None
        }
