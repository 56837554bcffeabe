"""The build of a draft: dbt, or what it compiled, on the draft's copy of the warehouse, then the version's files."""

import contextlib
import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from tagrid.catalog import Catalog, delivered_tables, describe as describe_catalog, with_rules_of
from tagrid.core.compiled import Compiled
from tagrid.core.console import terminal
from tagrid.core.dbt import compiled_graph, run_compiled, run_dbt, run_steps
from tagrid.core.errors import TagridError
from tagrid.core.expectations import suites
from tagrid.core.files import digest, sync
from tagrid.core.project import Home
from tagrid.core.session import Step
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.governance.release import served_version
from tagrid.landing import FRESH, feed_states, stopped_feeds
from tagrid.published import CATALOG, MANIFEST, SEGMENTS, SERVING, HistoryRun, Version, note_verified, sealed, search
from tagrid.refresh import gate, parts, scores, serving
from tagrid.refresh.checked import is_published
from tagrid.refresh.drafts import VersionDraft
from tagrid.refresh.due import RefreshPlan, put_late_accounts
from tagrid.refresh.history import RESTATED, correction_of_held, drop_corrected, put_late_customers, record_run
from tagrid.refresh.index import build_index
from tagrid.refresh.lineage import read_lineage
from tagrid.refresh.parts import Parts
from tagrid.refresh.search import build_search
from tagrid.scoring import score_cautions, scores as all_scores, unusable_scores


def target(draft: VersionDraft) -> Path:
    """Where dbt keeps what it parsed from one refresh to the next."""
    return draft.home.root / "dbt_target"


def warm(plan: RefreshPlan, catalog: Catalog, last: Version | None) -> None:
    """Do in the background what takes seconds, while dbt needs one processor only: imports, reading the SQL."""
    is_read = last is not None and is_published(plan.fingerprint, last)

    def prepare() -> None:
        # What fails here fails again where it is needed, and is reported there.
        with contextlib.suppress(Exception):
            suites("release")
            if not is_read:
                served_version(catalog)

    threading.Thread(target=prepare, daemon=True).start()


def divide(draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, last: Version | None) -> Parts | None:
    """Return what of the build is due; None where dbt is to run, and then builds all of it."""
    graph = _graph(draft, plan)
    if graph is None or last is None:
        return None
    roots = [one for address in ("landing.status", *(plan.changed or ())) for one in graph.source(address)]
    lineage = read_lineage(graph, draft.warehouse, _key(plan), target(draft) / "lineage.json")
    with duckdb.connect(str(draft.warehouse)) as con:
        dates = {} if plan.restate else parts.read_dates(con)
    return parts.divide(graph, graph.below(roots), plan, catalog, lineage, dates)


def _variables(draft: VersionDraft, plan: RefreshPlan, last: Version | None) -> dict[str, str]:
    found = {"as_of": plan.as_of.isoformat(), "version": draft.id}
    if last and not plan.rebuild:
        found["landed_after"] = str(last.manifest["landed_seq"])
    return found


def build(
    draft: VersionDraft,
    plan: RefreshPlan,
    work: Parts | None,
    catalog: Catalog,
    last: Version | None,
    say: Callable[[str], None],
) -> None:
    """Build the draft's warehouse with dbt, or with what dbt compiled where its SQL is not new.

    What has landed since the version ``last`` was made is tested, and all of it where everything is built again.
    A failing model or test is a TagridError that names it.
    """
    variables = _variables(draft, plan, last)
    if work and last:
        run_steps(_steps(draft, plan, work, catalog, last, variables), key=_key(plan), **_common(draft, say))
    else:
        run_dbt(
            ["build", *_arguments(plan)],
            environment={"TAGRID_ASKED": json.dumps({**variables, "held": list(plan.held)})},
            keep=_key(plan),
            **_common(draft, say),
        )
    graph = work.graph if work else compiled_graph(draft.home, _key(plan), target(draft))
    with duckdb.connect(str(draft.warehouse)) as con:
        drop_corrected(con)
        parts.note_dates(con, graph, work.left if work else frozenset(), plan.as_of)
        con.execute("checkpoint")


def _steps(
    draft: VersionDraft, plan: RefreshPlan, work: Parts, catalog: Catalog, last: Version, variables: dict[str, str]
) -> list[Step]:
    """Return the steps of a build: what landed, then the customers concerned alone, then what is due for everybody."""
    begin = [f"drop table if exists {quote_identifier(parts.again_inputs(one))}" for one in all_scores().values()]
    found = [Step(sorted(work.landed), variables, begin=begin)]
    for day, tags in _late_days(draft, plan, catalog, last):
        values = {"as_of": day.isoformat(), "version": draft.id}
        subset = parts.earlier_day(work, catalog, tags, day)
        found.append(Step([], values, begin=[put_late_customers(day)], subset=subset))
        found.append(Step(begin=correction_of_held(tags, "tag_again")))
    if work.left:
        values = {name: variables[name] for name in ("as_of", "version")}
        found.append(Step([], values, begin=[parts.NEW_CUSTOMERS], subset=parts.first_day(work)))
    return [*found, Step(sorted(work.rest), variables, list(plan.held))]


def _late_days(draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, last: Version) -> list[tuple[date, list[str]]]:
    """Return the days as of which held tags are computed again for customers with late rows, and those tags.

    Rows about later days than such a one change nothing of it. Table ``late_accounts`` says whose they are.
    """
    if not plan.late:
        return []
    with duckdb.connect(str(draft.warehouse)) as con:
        put_late_accounts(con, plan, last)
        (first_on,) = con.execute("select min(first_on) from late_accounts").fetchall()[0]
    days: dict[date, list[str]] = {}
    for tag in plan.held:
        days.setdefault(plan.due[catalog.tags[tag].cadence], []).append(tag)
    return [(day, tags) for day, tags in sorted(days.items()) if first_on and first_on <= day]


def build_again(draft: VersionDraft, plan: RefreshPlan, day: date, say: Callable[[str], None]) -> None:
    """Compute the tags of an earlier day in the draft's warehouse, into table ``tag_restated``."""
    _compute(draft, plan, day, say)
    with duckdb.connect(str(draft.warehouse)) as con:
        con.execute(f"create or replace table {RESTATED} as from tag_snapshot")


def correct(
    draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, last: Version, say: Callable[[str], None]
) -> None:
    """Compute what is held anew for the customers with late rows, as of the day on which each tag was last due.

    It is how dbt does it, for everybody; where dbt does not run it is a part of `build`.
    """
    for day, tags in _late_days(draft, plan, catalog, last):
        _compute(draft, plan, day, say)
        with duckdb.connect(str(draft.warehouse)) as con:
            for statement in (put_late_customers(day), *correction_of_held(tags, "tag_snapshot")):
                con.execute(statement)


def _compute(draft: VersionDraft, plan: RefreshPlan, day: date, say: Callable[[str], None]) -> None:
    """Let ``tag_snapshot`` hold the tags of an earlier day, all of them computed."""
    variables = {"as_of": day.isoformat(), "version": draft.id}
    graph = _graph(draft, plan)
    if graph:
        nodes = graph.above([graph.model("tag_snapshot").id])
        run_compiled(nodes, key=_key(plan), values=variables, **_common(draft, say))
    else:
        environment = {"TAGRID_ASKED": json.dumps(variables)}
        run_dbt(["run", "--select", "+tag_snapshot"], environment=environment, **_common(draft, say))


def _key(plan: RefreshPlan) -> str:
    """Return what the compiled SQL is of: what landed and which models are in force is not in it."""
    return " ".join(str(plan.fingerprint[part]) for part in ("history", "meaning", "calendar"))


def _graph(draft: VersionDraft, plan: RefreshPlan) -> Compiled | None:
    """Return what dbt compiled, where all that is new is data and the warehouse holds what was built with it."""
    if plan.new_meaning or plan.rebuild or plan.changed is None:
        return None
    return compiled_graph(draft.home, _key(plan), target(draft))


def _common(draft: VersionDraft, say: Callable[[str], None]) -> dict[str, Any]:
    return {
        "home": draft.home,
        "warehouse": draft.warehouse,
        "target_path": target(draft),
        "on_progress": say if terminal.is_terminal else _by_tenths(say),
    }


def _arguments(plan: RefreshPlan) -> list[str]:
    """Build everything, or what lies above the run date and the sources that brought something."""
    chosen = ["--select", "source:landing.status+", *(f"source:{address}+" for address in plan.changed or ())]
    return [
        *(["--full-refresh"] if plan.rebuild else []),
        # Unit tests are about the SQL, not the data: they need to run only where the SQL is new.
        *([] if plan.new_meaning else ["--exclude-resource-type", "unit_test"]),
        *([] if plan.changed is None else chosen),
    ]


def _by_tenths(say: Callable[[str], None]) -> Callable[[str], None]:
    """In a log file ten lines of progress are enough."""
    shown = 0

    def on_progress(text: str) -> None:
        nonlocal shown
        done, _, total = text.partition(" ")[0].partition("/")
        tenth = int(done) * 10 // int(total)
        if tenth > shown:
            shown = tenth
            say(text)

    return on_progress


def write_serving(draft: VersionDraft, plan: RefreshPlan, work: Parts | None, last: Version | None) -> None:
    """Write the serving database of the draft; ``last`` has what the scores read that were left."""
    manifest, served = target(draft) / "manifest.json", draft.version / SERVING
    models, inputs = serving.published_models(manifest), serving.rule_inputs(manifest)
    serving.write_serving(draft, models, inputs, served)
    left = scores.Left(work.left, last.folder / SERVING) if work and last else None
    scores.write_scores(draft.home, draft.warehouse, models[0].database, served, plan.as_of, left)


def check(draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, last: Version | None) -> list[str]:
    """Put the very file that would be served through the release gate.

    A tag may lose known customers where its score is not in force, or for want of rows that did not come; returned are
    those of the latter that did. What the last version lacked and has come since may change all that rests on it.
    """
    with duckdb.connect() as con:
        con.execute(f"attach {quote_literal(draft.version / SERVING)} as new (read_only)")
        before, came = None, set()
        if last:
            con.execute(f"attach {quote_literal(last.folder / SERVING)} as last (read_only)")
            before = gate.TagTable("last.main.customer_tags_wide", last.catalog(), last.as_of)
            came = gate.gaps(con, "last", last.as_of) | set(last.manifest.get("silent", ()))
        outputs, silent = unusable_scores(con, "new"), _silent_events(draft.home) | gate.gaps(con, "new", plan.as_of)
        unscored = {tag.name for tag in catalog.tags.values() if outputs.intersection(tag.inputs)}
        unfed = {tag.name for tag in catalog.tags.values() if silent.intersection(tag.source_tables)}
        filled = {tag.name for tag in catalog.tags.values() if came.intersection(tag.source_tables)}
        now = gate.TagTable("new.main.customer_tags_wide", catalog, plan.as_of)
        gate.check(con, now, before, unscored | unfed | filled)
        return gate.excused_losses(con, unfed - unscored)


def _silent_events(home: Home) -> set[str]:
    """The event tables that are late or have stopped: what is not known for want of them is no fault of a version."""
    found = feed_states(home).items()
    return {address for address, one in found if one.table.load == "event" and one.state not in (FRESH, None)}


def write_history(draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, last: Version | None) -> None:
    """Write what the version adds to the history: its own changes, and the corrections of an earlier day."""
    new = HistoryRun(0, draft.id, plan.as_of, catalog.version, restated=plan.restate)
    record_run(draft.home, draft, new, catalog, last)


def describe(draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, last: Version | None) -> Catalog:
    """Return the catalog with what only the build knows: version, each tag's rule, sources, availability and counts.

    What the SQL says is that of ``last`` where that was made of the same files.
    """
    same = last if last and is_published(plan.fingerprint, last) else None
    if same:
        catalog = with_rules_of(catalog, same.catalog())
    with duckdb.connect(str(draft.version / SERVING), read_only=True) as con:
        delivered, stopped = delivered_tables(draft.home), stopped_feeds(draft.home)
        found = describe_catalog(catalog, con, delivered, score_cautions(con), stopped=stopped)
    version = same.manifest["catalog_version"] if same else served_version(found)
    return found.model_copy(update={"version": version})


def write_index(draft: VersionDraft, catalog: Catalog) -> int:
    """Write the indexes of segments and of the search beside the serving database; return how many customers it has."""
    with duckdb.connect(str(draft.version / SERVING), read_only=True) as con:
        build_search(con, draft.version / search.FOLDER)
        return build_index(con, catalog, draft.version / SEGMENTS)["customers"]


def _files(folder: Path) -> dict[str, dict]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in found if path.name != MANIFEST}
    return {name: {"sha256": digest(path), "bytes": path.stat().st_size} for name, path in names.items()}


def seal(
    draft: VersionDraft, plan: RefreshPlan, catalog: Catalog, customers: int, landed_seq: int, timings: dict[str, float]
) -> dict:
    """Write the catalog and the manifest, which names every file with its sha256; all is on disk after it."""
    (draft.version / CATALOG).write_text(catalog.to_json(), encoding="utf-8")
    manifest = {
        "id": draft.id,
        "as_of": plan.as_of.isoformat(),
        "created_at": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "catalog_version": catalog.version,
        "customers": customers,
        "tags": len(catalog.tags),
        "landed_seq": landed_seq,
        "fingerprint": plan.fingerprint,
        "held": list(plan.held),
        "due": {cadence: day.isoformat() for cadence, day in plan.due.items()},
        "silent": sorted(_silent_events(draft.home)),
        "restated": plan.restate.isoformat() if plan.restate else None,
        "files": _files(draft.version),
        "timings": timings,
    }
    text = json.dumps(sealed(manifest), ensure_ascii=False, indent=1)
    (draft.version / MANIFEST).write_text(text, encoding="utf-8")
    note_verified(draft.version, manifest)
    for path in [*draft.version.rglob("*"), draft.version]:
        sync(path)
    if not manifest["customers"]:
        raise TagridError(en="The build has no customers.", zh="构建结果中没有客户。")
    return manifest
