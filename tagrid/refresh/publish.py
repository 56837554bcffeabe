"""A refresh from lock to pointer, after which a complete new version is in force or still the old one; rollback."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from time import perf_counter

import duckdb

from tagrid.catalog import Catalog, load
from tagrid.core.console import step
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.formats import counted
from tagrid.core.lock import exclusive
from tagrid.core.memory import out_of_memory, require_memory
from tagrid.core.project import Home
from tagrid.core.text import Text, joined
from tagrid.landing import awaited_text, check_landed, ensure_schemas, landed_calendar_warnings, read_index
from tagrid.published import (
    NOTHING_PUBLISHED,
    Version,
    all_versions,
    current_version,
    find_version,
    id_key,
    pointed_id,
    pointer_text,
    read_pointer,
    read_version,
    version_ids,
)
from tagrid.refresh import build, drafts, duties, ledger
from tagrid.refresh.checked import check_changed
from tagrid.refresh.due import RefreshPlan, make_plan
from tagrid.refresh.history import put_base, restore_catalogs
from tagrid.refresh.numbers import put_numbers
from tagrid.scoring import score_states

# How many tags a message names.
MOST_NAMED = 5


@dataclass(frozen=True)
class RefreshOutcome:
    """How a refresh ended well; ``timings`` are seconds by step."""

    outcome: str
    version: str
    as_of: date
    message: Text
    customers: int
    tags: int
    held: int = 0
    timings: dict[str, float] = field(default_factory=dict)

    def described(self) -> dict:
        """Return it as JSON-able values."""
        return {**asdict(self), "as_of": self.as_of.isoformat(), "message": self.message.en}


@dataclass(frozen=True)
class _Task:
    """What one refresh works with; ``last`` is the intact version in force, if any."""

    home: Home
    plan: RefreshPlan
    catalog: Catalog
    last: Version | None
    landed_seq: int
    record: ledger.RunRecord


def point(home: Home, version_id: str) -> None:
    """Make a version the one in force, in one step that a reader sees wholly or not at all."""
    replace_text(home.pointer, pointer_text(version_id))


@contextmanager
def _stage(record: ledger.RunRecord, name: str, title: Text) -> Generator[Callable[[str], None]]:
    began = perf_counter()
    with step(title) as say:
        yield say
    record.timings = {**record.timings, name: round(perf_counter() - began, 2)}


def in_force(home: Home) -> Version | None:
    """Return the intact version a new one is measured against, or None when there is none.

    A version whose catalog is of a form that is no longer read counts as none: then everything is built again.
    """
    try:
        version = current_version(home, full=True)
        version.catalog()
    except TagridError:
        return None
    return version


def refresh(home: Home, as_of: date | None = None, restate: date | None = None) -> RefreshOutcome:
    """Publish a new version at ``as_of`` (default: the last landed day) if anything is due.

    With ``restate`` the tags of that earlier day are computed again from all that has landed since, and the new
    version's history corrects what was known of it.

    Raises BadInput for a date outside the data, GateRefused when the version does not pass the release gate, Locked
    when another writer runs, TagridError when the build fails; in all of these the version in force stays as it was.
    """
    require_memory("tagrid refresh")
    with exclusive(home, "tagrid refresh"):
        with ledger.recorded(home, "refresh", as_of) as record:
            outcome = _refresh(home, as_of, restate, record)
        duties.close(home, outcome.version)
        return outcome


def _refresh(home: Home, as_of: date | None, restate: date | None, record: ledger.RunRecord) -> RefreshOutcome:
    drafts.recover(home)
    restore_catalogs(home)
    left = duties.catch_up(home, pointed_id(home))
    index, last, catalog = read_index(home), in_force(home), load()
    check_landed(home, index)
    ensure_schemas(home)
    cadences = {name: tag.cadence for name, tag in catalog.tags.items()}
    plan = make_plan(home, index, cadences, as_of, last, drafts.built_from(home), restate)
    record.as_of = plan.as_of
    if plan.nothing_due and last and last.id == pointed_id(home):
        if read_pointer(home).damage:
            point(home, last.id)
        return _nothing_due(record, last, awaited_text(index, plan.awaited) if plan.awaited else None, left)
    with _stage(record, "check", Text(en="Check the catalog", zh="检查标签目录")):
        check_changed(catalog, plan.fingerprint, last)
    return _publish(_Task(home, plan, catalog, last, index.next_seq - 1, record))


def _nothing_due(record: ledger.RunRecord, last: Version, awaited: Text | None, left: list[Text]) -> RefreshOutcome:
    nothing = Text(
        en=f"Nothing is due: version {last.id} holds all that has landed.",
        zh=f"无需刷新：版本 {last.id} 已包含全部入库数据。",
    )
    if awaited:
        nothing = awaited + Text(en=f" Version {last.id} serves until then.", zh=f"在此之前沿用版本 {last.id}。")
    message = joined([nothing, *left], zh="", en=" ")
    record.version = last.id
    record.end(ledger.NOTHING_DUE, message)
    return RefreshOutcome(
        ledger.NOTHING_DUE, last.id, last.as_of, message, last.manifest["customers"], last.manifest["tags"]
    )


def _publish(task: _Task) -> RefreshOutcome:
    home, record = task.home, task.record
    draft, manifest, unfed = _draft(task)
    published = Text(
        en=f"Version {draft.id}: {manifest['customers']:,} customers, {manifest['tags']} tags.",
        zh=f"版本 {draft.id}：{manifest['customers']:,} 个客户，{manifest['tags']} 个标签。",
    )
    with _stage(record, "publish", Text(en=f"Publish {draft.id}", zh=f"发布 {draft.id}")):
        duties.write(draft.version, duties.Duties(record.id, published))
        drafts.install(draft)
        point(home, draft.id)
        drafts.keep_warehouse(draft)
        drafts.stamp(home, task.plan.fingerprint)
        drafts.discard(home, draft.folder)
        drafts.prune(home)
    with _stage(record, "segments", Text(en="Count the saved segments", zh="统计已存客群")):
        # The version is in force by now: what goes wrong here is reported, and undoes nothing.
        problems = duties.perform(home, find_version(home, draft.id))
    index = read_index(home)
    notices = landed_calendar_warnings(home, index)
    if task.plan.awaited:
        notices.append(awaited_text(index, task.plan.awaited))
    if unfed:
        notices.append(_unfed_tags(task.catalog, unfed))
    message = joined([published, *_damaged_scores(home, draft.id), *problems, *notices], zh="", en=" ")
    record.version = draft.id
    record.end(ledger.PUBLISHED, message)
    counts = manifest["customers"], manifest["tags"], len(task.plan.held)
    return RefreshOutcome(ledger.PUBLISHED, draft.id, task.plan.as_of, message, *counts, record.timings)


def _unfed_tags(catalog: Catalog, names: list[str]) -> Text:
    """Name the tags that lost known customers for want of rows."""
    shown = joined([catalog.tags[name].label for name in names[:MOST_NAMED]], zh="、", en=", ")
    left, more = len(names) - MOST_NAMED, Text(en="", zh="")
    if left > 0:
        more = Text(en=f" and {counted(left, 'more tag')}", zh=f"等，另有 {left} 个标签")
    return Text(
        en=f"Unknown to more customers than before, as days of their sources did not come: {shown.en}{more.en}.",
        zh=f"因数据源缺少若干天，以下标签“未知”的客户增多：{shown.zh}{more.zh}。",
    )


def _draft(task: _Task) -> tuple[drafts.VersionDraft, dict, list[str]]:
    """Return the finished draft of a version, its manifest, and the tags that lost customers for want of rows.

    A damaged warehouse is built anew for it.
    """
    draft = drafts.begin(task.home, task.plan.as_of)
    try:
        return draft, *_make(draft, task)
    except BaseException as error:
        drafts.discard(task.home, draft.folder)  # first: the disk may be full
        if task.home.warehouse.exists() and drafts.is_damage(error):
            drafts.discard_warehouse(task.home)
            with _stage(task.record, "discard", Text(en="Discard a damaged warehouse", zh="弃用损坏的数据仓库")):
                anew = replace(task, plan=replace(task.plan, rebuild=True, changed=None))
            return _draft(anew)
        if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
            raise out_of_memory("tagrid refresh") from error
        if isinstance(error, OSError):
            raise TagridError(
                en=f"The new version could not be written: {error}", zh=f"无法写入新版本：{error}"
            ) from error
        raise


def _damaged_scores(home: Home, version_id: str) -> list[Text]:
    """Name each tag that is unknown in a version because its score's model is damaged."""
    return [
        Text(en=f"{one['tag']} is unknown: {one['why_en']}.", zh=f"{one['tag']} 为“未知”：{one['why_zh']}。")
        for one in score_states(find_version(home, version_id))
        if one["state"] == "damaged"
    ]


def _make(draft: drafts.VersionDraft, task: _Task) -> tuple[dict, list[str]]:
    """Build, check and write the version in the draft; return its manifest, and the tags that lost customers."""
    plan, record = task.plan, task.record
    build.warm(plan, task.catalog, task.last)
    with _stage(record, "copy", Text(en="Copy the warehouse", zh="复制数据仓库")):
        drafts.copy_warehouse(draft)
        put_base(draft.warehouse, task.last)
        put_numbers(draft.warehouse, task.last, all_versions(task.home))
    if plan.restate:
        again = Text(en=f"Compute {plan.restate} again", zh=f"重算 {plan.restate}")
        with _stage(record, "restate", again) as say:
            build.build_again(draft, plan, plan.restate, say)
    work = build.divide(draft, plan, task.catalog, task.last)
    if plan.late and task.last and not work:
        late = Text(en="Compute held tags again for customers with late rows", zh="为有迟到数据的客户重算未到期标签")
        with _stage(record, "late", late) as say:
            build.correct(draft, plan, task.catalog, task.last, say)
    built = Text(en=f"Build the tags as of {plan.as_of}", zh=f"构建 {plan.as_of} 的标签")
    with _stage(record, "build", built) as say:
        build.build(draft, plan, work, task.catalog, task.last, say)
    with _stage(record, "serving", Text(en="Write the serving database", zh="写入服务数据库")):
        build.write_serving(draft, plan, work, task.last)
        catalog = build.describe(draft, plan, task.catalog, task.last)
    with _stage(record, "gate", Text(en="Check before publishing", zh="发布前检查")):
        unfed = build.check(draft, plan, catalog, task.last)
    with _stage(record, "history", Text(en="Write the history", zh="写入标签历史")):
        build.write_history(draft, plan, catalog, task.last)
    with _stage(record, "index", Text(en="Index the segments", zh="建立客群索引")):
        customers = build.write_index(draft, catalog)
    with _stage(record, "seal", Text(en="Seal the version", zh="封存版本")):
        return build.seal(draft, plan, catalog, customers, task.landed_seq, record.timings), unfed


def _older(home: Home, than: str) -> str:
    """Return the newest intact version older than ``than``."""
    damaged: list[Text] = []
    for name in version_ids(home):
        found = read_version(home, name)
        if found and (id_key(name) or ()) < (id_key(than) or ()):
            if (wrong := next(found.damage(full=True), None)) is None:
                return name
            damaged.append(Text(en=f"version {name} is damaged ({wrong.en})", zh=f"版本 {name} 已损坏（{wrong.zh}）"))
    if damaged:
        listed = joined(damaged, zh="；", en="; ")
        raise TagridError(
            en=f"No intact version older than {than} is kept: {listed.en}; version {than} stays in force.",
            zh=f"没有早于 {than} 的完好版本：{listed.zh}；仍用版本 {than}。",
        )
    raise BadInput(
        en=f"No version older than {than} is kept, so there is nothing to roll back to.",
        zh=f"没有保留早于 {than} 的版本，无法回退。",
    )


def rollback(home: Home, version_id: str | None = None) -> RefreshOutcome:
    """Put an older version in force: the named one, or the one before; it is verified in full first."""
    with exclusive(home, "tagrid rollback"), ledger.recorded(home, "rollback") as record:
        drafts.recover(home)
        now = pointed_id(home)
        if now is None:
            raise BadInput(NOTHING_PUBLISHED)
        chosen = find_version(home, version_id or _older(home, now))
        if chosen.id == now:
            raise BadInput(en=f"Version {now} is in force already.", zh=f"版本 {now} 已是现行版本。")
        if damage := joined(chosen.damage(full=True), zh="；", en="; "):
            raise TagridError(
                en=f"Version {chosen.id} is damaged ({damage.en}); version {now} stays in force.",
                zh=f"版本 {chosen.id} 已损坏（{damage.zh}）；仍用版本 {now}。",
            )
        point(home, chosen.id)
        record.version, record.as_of = chosen.id, chosen.as_of
        message = Text(
            en=f"Version {chosen.id} is in force again, in place of {now}.",
            zh=f"版本 {chosen.id} 重新成为现行版本，代替 {now}。",
        )
        record.end(ledger.ROLLED_BACK, message)
        counts = chosen.manifest["customers"], chosen.manifest["tags"]
        return RefreshOutcome(ledger.ROLLED_BACK, chosen.id, chosen.as_of, message, *counts)
