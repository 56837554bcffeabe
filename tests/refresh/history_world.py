"""Publications of a tiny utility through the real SQL and the real history, beside full copies of everything."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
from jinja2 import Template

from tagrid.catalog.model import Catalog
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.published.history import History, HistoryRun, read_history
from tagrid.published.versions import Version
from tagrid.refresh import drafts
from tagrid.refresh.drafts import VersionDraft
from tagrid.refresh.history import RESTATED, correctable, put_base, record_run
from tagrid.refresh.index import build_index
from tests.refresh.small import tag

CHANGES = Template((REFERENCE / "dbt_project/models/publish/tag_changes.sql").read_text())
SUBJECT = {"a": "power_customer", "b": "power_customer", "n": "power_customer", "z": "non_power_customer"}
Cells = dict[tuple[str, str], str]


def catalog(tags: dict[str, str], cadence: str = "daily") -> Catalog:
    """Return a catalog of those tags, each with the rule given."""
    made = {name: tag(name, cadence) | {"subject": SUBJECT[name], "rule_sql": rule} for name, rule in tags.items()}
    return Catalog.model_validate_json(json.dumps({"version": "1.0.0", "classes": {}, "tags": made}))


@dataclass
class Copy:
    """A full copy of the values of a day, as a run published them."""

    run: int
    day: date
    cells: Cells


@dataclass
class World:
    """A home, the versions published in it, and a full copy of each beside them.

    ``pages`` is SQL that makes the tables that a page reads beside the tags.
    """

    root: Path
    pages: str = ""
    versions: list[Version] = field(default_factory=list)
    bases: dict[int, int | None] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    current: Version | None = None

    @property
    def home(self) -> Home:
        return Home(self.root)

    def number(self, version: Version) -> int:
        return read_history(version).run.number

    def ancestry(self, run: int) -> set[int]:
        found = {run}
        while (base := self.bases[run]) is not None:
            run = base
            found.add(run)
        return found

    def answer(self, day: date, run: int) -> Cells:
        """Return the values of a day as known at a run, from the copies."""
        known = [copy for copy in self.copies if copy.run in self.ancestry(run) and copy.day <= day]
        return max(known, key=lambda copy: (copy.day, copy.run)).cells

    def publish(self, as_of: date, cells: Cells, tags: Catalog, again: tuple[date, Cells] | None = None) -> Version:
        """Publish values; ``again`` are an earlier day and what is computed of it now."""
        base, number = self.current, len(self.versions) + 1
        draft = VersionDraft(self.home, f"{as_of}.{number}")
        draft.version.mkdir(parents=True)
        with duckdb.connect(str(draft.warehouse)) as con:
            _snapshot(con, "tag_snapshot", cells, tags, draft.id, as_of)
            if again:
                _snapshot(con, RESTATED, again[1], tags, draft.id, again[0])
        put_base(draft.warehouse, base)
        with duckdb.connect(str(draft.warehouse)) as con:
            query = CHANGES.render(tag_base=lambda: "tag_base" if base else None, ref=lambda name: name)
            con.execute(f"create table tag_changes as {query}")
            con.execute(f"attach '{draft.version / 'serving.duckdb'}' as served")
            con.execute(
                "create table served.main.customer_tags_wide as select row_number() over () - 1 as customer_no, "
                "* exclude (version, as_of, row_hash) from tag_snapshot"
            )
        new = HistoryRun(0, draft.id, as_of, tags.version, restated=again[0] if again else None)
        before = base and self.answer(again[0], self.number(base)) if again else None
        corrected = correctable(tags, read_history(base), again[0]) if base and again else []
        own = record_run(self.home, draft, new, tags, base)
        self.bases[own.number] = own.base
        self.copies.append(Copy(own.number, as_of, cells))
        if again and before is not None:
            unchanged = {cell: value for cell, value in before.items() if cell[1] not in corrected}
            again_values = {cell: value for cell, value in again[1].items() if cell[1] in corrected}
            self.copies.append(Copy(own.number, again[0], unchanged | again_values))
        return self._install(draft, as_of, tags)

    def _install(self, draft: VersionDraft, as_of: date, tags: Catalog) -> Version:
        manifest = {"id": draft.id, "as_of": str(as_of), "catalog_version": tags.version, "files": {}}
        if self.pages:
            manifest |= {"created_at": draft.id, "customers": 3}
            with duckdb.connect(str(draft.version / "serving.duckdb")) as con:
                con.execute(self.pages)
                build_index(con, tags, draft.version / "segments")
        (draft.version / "catalog.json").write_text(tags.to_json(), encoding="utf-8")
        (draft.version / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        drafts.install_log_files(self.home, draft.changes)
        place = self.home.versions / draft.id
        self.home.versions.mkdir(exist_ok=True)
        draft.version.rename(place)
        draft.warehouse.unlink()
        self.current = Version(draft.id, as_of, place, manifest)
        self.versions.append(self.current)
        self.home.pointer.write_text(draft.id + "\n", encoding="utf-8")
        drafts.delete_unnamed_log_files(self.home)
        return self.current

    def history(self) -> History:
        assert self.current
        return read_history(self.current)


def _snapshot(con, table: str, cells: Cells, tags: Catalog, version: str, as_of: date) -> None:
    names = list(tags.tags)
    con.execute(
        f"create table {table} (version varchar, as_of date, subject varchar, customer_id varchar, row_hash ubigint"
        + "".join(f", {name} varchar" for name in names)
        + ")"
    )
    for customer in sorted({customer for customer, _ in cells}):
        values = [cells.get((customer, name)) for name in names]
        subject = next(tags.tags[name].subject for name in names if (customer, name) in cells)
        row_hash = abs(hash((*names, *values)))
        row = [version, as_of, subject, customer, row_hash, *values]
        con.execute(f"insert into {table} values ({', '.join('?' * len(row))})", row)
