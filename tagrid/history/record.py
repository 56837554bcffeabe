"""Writes a run into the history: what it changed, what it corrected of the past, and the catalog it was made with."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.history import log
from tagrid.history.read import Asked, values
from tagrid.history.runs import HISTORY, History, Run, history
from tagrid.history.served import serve
from tagrid.home import Home
from tagrid.refresh.versions import SERVING
from tagrid.sources.journal import sync

if TYPE_CHECKING:
    import duckdb

    from tagrid.catalog import Catalog
    from tagrid.refresh.versions import Version
    from tagrid.refresh.work import Draft

RESTATED = "tag_restated"


def latest(home: Home) -> History | None:
    """Return the history that has heard of the most runs, of the versions that are kept."""
    from tagrid.refresh.versions import versions

    found = [history(version) for version in versions(home) if (version.folder / HISTORY).exists()]
    return max(found, key=lambda one: one.runs[-1].number, default=None)


def _known(home: Home, base: "Version | None") -> tuple[tuple[Run, ...], Run | None, tuple[log.LogFile, ...]]:
    """Return the runs so far, that of the base and the files of the log; a base without history begins one."""
    told = latest(home)
    runs, files = (told.runs, told.files) if told else ((), ())
    if base is None:
        return runs, None, files
    own = next((run for run in runs if run.version == base.id), None)
    if own is None:
        number = runs[-1].number + 1 if runs else 1
        own = Run(number, base.id, base.as_of, base.manifest["catalog_version"], _catalog_name(base.catalog()))
        runs = (*runs, own)
    return runs, own, files


def record(home: Home, draft: "Draft", new: Run, catalog: "Catalog", base: "Version | None" = None) -> Run:
    """Write into the draft what a new version adds to the history, and return its run, numbered.

    ``catalog`` is the new version's, with rules. The draft's warehouse holds its ``tag_changes`` and, where an
    earlier day was computed again, the tags of that day in ``tag_restated``.
    """
    import duckdb

    runs, parent, files = _known(home, base)
    before = base.catalog() if base else None
    draft.changes.mkdir(parents=True, exist_ok=True)
    for one in filter(None, (before, catalog)):
        _keep_catalog(one, draft.changes)
    number = runs[-1].number + 1 if runs else 1
    own = replace(new, number=number, base=parent.number if parent else None, catalog=_catalog_name(catalog))
    with duckdb.connect(str(draft.warehouse)) as con:
        con.execute("create temp table added as " + _changes(own, parent, _redefined(catalog, before)))
        if base and parent and own.restated:
            told = History(parent, runs, files, log.folder(home))
            _correct(con, base, told, own, correctable(catalog, told, own.restated))
            con.execute(f"drop table {RESTATED}")
        files = log.append(con, "select * from added", number, files, log.folder(home), draft.changes)
    told, written = History(own, (*runs, own), files, log.folder(home)), draft.version / HISTORY
    written.write_text(told.to_json(), encoding="utf-8")
    sync(written)
    serve(told, [_place(draft, Path(path)) for path in told.paths], draft.version / SERVING)
    return own


def _place(draft: "Draft", path: Path) -> Path:
    """Return where a file of the log lies while the version is a draft."""
    new = draft.changes / path.name
    return new if new.exists() else path


def _changes(own: Run, parent: Run | None, redefined: list[str]) -> str:
    """Return the query of the run's own changes, each with what caused it."""
    again = "correction" if parent and parent.as_of == own.as_of else "data"
    tags = ", ".join(f"'{tag}'" for tag in redefined) or "null"
    return f"""
        select customer_id, tag, old_value, new_value, changed_on, {own.number}::integer as run_no,
            case when tag in ({tags}) then 'definition' else '{again}' end as cause
        from tag_changes
    """


def _redefined(catalog: "Catalog", before: "Catalog | None") -> list[str]:
    """Return the tags that are new, retired, or do not mean what they did."""
    from tagrid.refresh.health import same_meaning

    if before is None:
        return []
    names = {**catalog.tags, **before.tags}
    return [n for n in names if n not in catalog.tags or not same_meaning(catalog.tags[n], before.tags.get(n))]


def correctable(catalog: "Catalog", told: History, day: date) -> list[str]:
    """Return the tags that computing ``day`` again may correct: a correction is of data, not of meaning.

    A tag that means something else since keeps its old values; one whose period did not end on the day has them
    from the day it did.
    """
    from tagrid.refresh.due import held_tags
    from tagrid.refresh.health import same_meaning

    then = told.catalog(told.speaks(told.run, day))
    same = {n: t.cadence for n, t in catalog.tags.items() if same_meaning(t, then.tags.get(n))}
    before = [one.as_of for one in told.way() if one.as_of < day]
    held = held_tags(same, max(before), day) if before else ()
    return [name for name in same if name not in held]


def _correct(con: "duckdb.DuckDBPyConnection", base: "Version", told: History, own: Run, tags: list[str]) -> None:
    """Add what the restated day says otherwise than was known, and put back the values of the next day known.

    Tag by tag, as everybody's values of all tags need not fit into memory.
    """
    day = own.restated
    assert day
    following = min(one for one in told.days(told.run) if one > day)
    was, after = (Asked(base, told, one, told.run, told.run) for one in (day, following))
    for tag in tags:
        con.register("was", values(was, [tag]))
        con.register("after", values(after, [tag]))
        con.execute(_CORRECTIONS.format(tag=tag, number=own.number), {"day": day, "following": following})
        con.unregister("was")
        con.unregister("after")


# What the next day known brings back anyway, by a change of this very run, needs no second row.
_CORRECTIONS = """
    insert into added
    with corrected as (
        select customer_id, was."{tag}" as old_value, again."{tag}" as new_value, after."{tag}" as next_value
        from was
        full join (select customer_id, "{tag}" from tag_restated) as again using (customer_id)
        full join after using (customer_id)
        where was."{tag}" is distinct from again."{tag}"
    )
    select customer_id, '{tag}', old_value, new_value, $day::date, {number}, 'correction' from corrected
    union all
    select customer_id, '{tag}', new_value, next_value, $following::date, {number}, 'correction' from corrected
    where new_value is distinct from next_value and not exists (
        from added where added.customer_id = corrected.customer_id and tag = '{tag}' and changed_on = $following::date
    )
"""


def _plain(catalog: "Catalog") -> str:
    """Return the catalog's text without what differs from run to run though its meaning does not."""
    tags = {n: t.model_copy(update={"counts": {}, "available": True, "reason": None}) for n, t in catalog.tags.items()}
    return catalog.model_copy(update={"tags": tags}).to_json()


def _catalog_name(catalog: "Catalog") -> str:
    return f"catalog-{hashlib.sha256(_plain(catalog).encode()).hexdigest()[:16]}.json"


def _keep_catalog(catalog: "Catalog", folder: Path) -> None:
    path = folder / _catalog_name(catalog)
    path.write_text(_plain(catalog), encoding="utf-8")
    sync(path)
