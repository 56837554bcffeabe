"""A thorough check of an installation: every file of every version by its sha256, and what a run needs."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tagrid.core.calendar import calendar_years, describe_years, unknown_years
from tagrid.core.errors import TagridError
from tagrid.core.formats import counted
from tagrid.core.project import Home
from tagrid.core.settings import setting_sources
from tagrid.core.text import Lang, Text, as_text, joined
from tagrid.landing import (
    FRESH,
    LATE,
    STOPPED,
    describe_feeds,
    feed_states,
    home_clock,
    journal_damage,
    landed_calendar_warnings,
    landed_damage,
    landed_range,
    newest_day,
    read_index,
    silent_feeds,
    source_contracts,
)
from tagrid.published import (
    SERVING,
    id_key,
    latest_history,
    log_folder,
    pointed_id,
    read_pointer,
    read_version,
    version_ids,
)
from tagrid.refresh.ledger import last_run
from tagrid.scoring import champion, trainable

_NONE = Text(zh="", en="")


@dataclass(frozen=True)
class Diagnosis:
    """The finding on one subject; ``advice`` is what to do when it is not ``ok``, else empty."""

    ok: bool
    subject: Text
    finding: Text
    advice: Text = _NONE

    def described(self, lang: Lang = "en") -> dict:
        """Return it as JSON-able values, its texts in ``lang``."""
        texts = {"subject": self.subject, "said": self.finding, "advice": self.advice}
        return {"ok": self.ok} | {name: text.in_(lang) for name, text in texts.items()}


POINTER, LANDING = Text(en="pointer", zh="现行版本"), Text(en="landing", zh="入库数据")
CALENDAR, FEEDS = Text(en="calendar", zh="日历"), Text(en="freshness", zh="数据时效")
HISTORY, WAREHOUSE = Text(en="history", zh="标签历史"), Text(en="warehouse", zh="数据仓库")
SCORES, STATE, DISK = (
    Text(en="scores", zh="评分"),
    Text(en="state database", zh="状态数据库"),
    Text(en="disk", zh="磁盘"),
)

_REFRESH = Text(en="run `tagrid refresh`", zh="请运行 `tagrid refresh`")
_TRAIN = Text(en="run `tagrid train`", zh="请运行 `tagrid train`")


def _versions(home: Home) -> Iterable[Diagnosis]:
    unreadable = Text(en="its manifest cannot be read", zh="无法读取其清单")
    whole = Text(en="every file matches its sha256", zh="所有文件与其 sha256 一致")
    repair = Text(en="roll back or refresh, then delete its folder", zh="请回退或重新刷新，然后删除其目录")
    for name in version_ids(home):
        version, subject = read_version(home, name), Text(en=f"version {name}", zh=f"版本 {name}")
        damage = list(version.damage(full=True)) if version else [unreadable]
        if damage:
            yield Diagnosis(False, subject, joined(damage, zh="；", en="; "), repair)
        else:
            yield Diagnosis(True, subject, whole)


def _pointer(home: Home) -> Iterable[Diagnosis]:
    pointer = read_pointer(home)
    wanted = pointer.id
    if pointer.damage and wanted:
        found = pointer.damage + Text(en=f"; {wanted} is taken for it", zh=f"；以 {wanted} 为准")
        advice = Text(
            en="run `tagrid refresh`, or `tagrid rollback VERSION` for another",
            zh="请运行 `tagrid refresh`；如应为其他版本，请运行 `tagrid rollback 版本`",
        )
        yield Diagnosis(False, POINTER, found, advice)
    elif wanted is None:
        yield Diagnosis(False, POINTER, Text(en="no version is published yet", zh="尚未发布任何版本"), _REFRESH)
    elif not id_key(wanted) or wanted not in version_ids(home):
        found = Text(en=f"names {wanted!r}, which is not there", zh=f"指向不存在的版本“{wanted}”")
        advice = Text(en="run `tagrid rollback VERSION`", zh="请运行 `tagrid rollback 版本`")
        yield Diagnosis(False, POINTER, found, advice)
    else:
        yield Diagnosis(True, POINTER, Text(en=f"names {wanted}", zh=f"为 {wanted}"))


def _landing(home: Home) -> Iterable[Diagnosis]:
    index = read_index(home)
    lost = list(landed_damage(home, index, full=True))
    if torn := journal_damage(home):
        yield Diagnosis(False, LANDING, torn)
    if lost:
        found = (
            Text(
                en=f"{counted(len(lost), 'file is', 'files are')} damaged, first: ",
                zh=f"{len(lost)} 个文件已损坏，如：",
            )
            + lost[0]
        )
        advice = Text(
            en="restore them from a backup, or run `tagrid landing repair`",
            zh="请用备份恢复这些文件，或运行 `tagrid landing repair`",
        )
        yield Diagnosis(False, LANDING, found, advice)
    else:
        delivered, known = len(index.tables), len(source_contracts())
        found = Text(
            en=f"{delivered} of {known} source tables delivered", zh=f"{known} 张数据源表中 {delivered} 张已到货"
        )
        yield Diagnosis(True, LANDING, found)


def _calendar(home: Home) -> Iterable[Diagnosis]:
    """How each year of the data is known; a year without its official arrangement is wrong until it is entered."""
    index = read_index(home)
    if newest_day(index) is None:
        yield Diagnosis(True, CALENDAR, Text(en="nothing dated has landed yet", zh="尚无带日期的数据入库"))
        return
    years = calendar_years(*landed_range(index))
    is_known = not unknown_years(*landed_range(index))
    yield Diagnosis(
        is_known, CALENDAR, describe_years(years), joined(landed_calendar_warnings(home, index), zh="", en=" ")
    )


def _feeds(home: Home) -> Iterable[Diagnosis]:
    index = read_index(home)
    clock = home_clock(home, index)
    feeds = feed_states(home, index, clock).values()
    stopped, late = silent_feeds(feeds, STOPPED), silent_feeds(feeds, LATE)
    fresh = sum(one.state == FRESH for one in feeds)
    found = Text(en=f"{fresh} fresh", zh=f"{fresh} 张按时")
    if notice := clock.operator_notice:
        found = notice + Text(zh="", en=" ") + found
    parts = [found, *(describe_feeds(one) for one in (stopped, late) if one)]
    advice = Text(en="ask the sender of each; what rests on them is old", zh="请联系各数据源的提供方；相关标签已过时")
    yield Diagnosis(not stopped, FEEDS, joined(parts, zh="；", en="; "), advice if stopped or late else _NONE)


def _history(home: Home) -> Iterable[Diagnosis]:
    known = latest_history(home)
    if known is None:
        return
    if lost := [*known.damage(full=True), *known.catalog_damage()]:
        place = log_folder(home)
        advice = Text(en=f"restore the files in {place} from a backup", zh=f"请用备份恢复 {place} 中的文件")
        yield Diagnosis(False, HISTORY, joined(lost, zh="；", en="; "), advice)
        return
    rows, runs, files = sum(one.rows for one in known.files), len(known.runs), len(known.files)
    found = Text(
        en=f"{counted(rows, 'change')} of {counted(runs, 'run')} in {counted(files, 'file')}",
        zh=f"{runs} 次运行的 {rows:,} 项变化，存于 {files} 个文件",
    )
    yield Diagnosis(True, HISTORY, found)


def _warehouse(home: Home) -> Iterable[Diagnosis]:
    if not home.warehouse.exists():
        yield Diagnosis(True, WAREHOUSE, Text(en="not built yet", zh="尚未构建"))
        return
    try:
        with duckdb.connect(str(home.warehouse), read_only=True) as con:
            (tables,) = con.execute("select count(*) from duckdb_tables()").fetchone() or (0,)
            bound = con.execute("select count(*) from duckdb_views() where sql like '%read_parquet(''/%'").fetchone()
        if bound and bound[0]:
            found = Text(
                en=f"{counted(bound[0], 'view names', 'views name')} landed files by absolute paths, perhaps of "
                "another home",
                zh=f"{bound[0]} 个视图以绝对路径引用入库文件，可能属于另一数据目录",
            )
            yield Diagnosis(False, WAREHOUSE, found, _REFRESH)
            return
        yield Diagnosis(True, WAREHOUSE, Text(en=f"opens, {tables} tables", zh=f"可以打开，共 {tables} 张表"))
    except duckdb.Error as error:
        advice = Text(
            en="end the process that has it open, or delete the file: the next refresh builds it anew",
            zh="请结束占用它的进程，或删除该文件，下次刷新会重建",
        )
        yield Diagnosis(False, WAREHOUSE, as_text(str(error).splitlines()[0]), advice)


def _scores(home: Home) -> Iterable[Diagnosis]:
    """The models that the next refresh would score with; that none was trained yet is no fault."""
    version = read_version(home, pointed_id(home) or "")
    as_of = version.as_of if version else None
    states = {name: champion(home, score, as_of)[0] for name, score in trainable().items()}
    ready = sum(state.code == "ready" for state in states.values())
    lacking = [name for name, state in states.items() if state.code == "missing"]
    found = Text(en=f"{ready} of {len(states)} in force", zh=f"{len(states)} 个评分中 {ready} 个在用")
    if lacking:
        found += Text(en=f"; no model of {', '.join(lacking)}", zh=f"；没有模型：{'、'.join(lacking)}")
    yield Diagnosis(True, SCORES, found)
    for name, state in states.items():
        if state.code not in ("ready", "missing"):
            advice = _NONE if "tagrid train" in state.why.en else _TRAIN
            subject = Text(en=f"score {name}", zh=f"评分 {name}")
            yield Diagnosis(False, subject, Text(en=f"{state.code}: ", zh=f"{state.code}：") + state.why, advice)


def _state(home: Home) -> Iterable[Diagnosis]:
    if last := last_run(home):
        found = Text(en=f"last run: {last.kind} {last.outcome}", zh=f"上次运行：{last.kind} {last.outcome}")
    else:
        found = Text(en="no run yet", zh="还没有运行过")
    yield Diagnosis(True, STATE, found)


def _disk(home: Home) -> Iterable[Diagnosis]:
    """A refresh needs room for a second warehouse and a second serving database."""
    place = next(p for p in (home.root, *home.root.parents) if p.exists())
    free = shutil.disk_usage(place).free
    needed = sum(_size(path) for path in (home.warehouse, *_newest_serving(home))) * 2
    found = Text(
        en=f"{free / 1e9:.1f} GB free, a refresh needs about {needed / 1e9:.1f}",
        zh=f"可用 {free / 1e9:.1f} GB，一次刷新约需 {needed / 1e9:.1f} GB",
    )
    advice = _NONE if free > needed else Text(en="make room", zh="请腾出空间")
    yield Diagnosis(free > needed, DISK, found, advice)


def _newest_serving(home: Home) -> list[Path]:
    return [home.versions / name / SERVING for name in version_ids(home)[:1]]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _settings(home: Home) -> Iterable[Diagnosis]:
    for one in setting_sources():
        subject = Text(en=f"setting {one.name}", zh=f"设置 {one.name}")
        value = one.value or "-"
        yield Diagnosis(True, subject, Text(en=f"{value} ({one.source})", zh=f"{value}（{one.source}）"))


_CHECKS: tuple[tuple[Text, Callable[[Home], Iterable[Diagnosis]]], ...] = (
    (POINTER, _pointer),
    (Text(en="versions", zh="各版本"), _versions),
    (LANDING, _landing),
    (FEEDS, _feeds),
    (CALENDAR, _calendar),
    (HISTORY, _history),
    (WAREHOUSE, _warehouse),
    (SCORES, _scores),
    (STATE, _state),
    (DISK, _disk),
    (Text(en="settings", zh="设置"), _settings),
)


def diagnose(home: Home) -> list[Diagnosis]:
    """Return what was found, in the order of the checks; a check that fails is a finding itself."""
    found: list[Diagnosis] = []
    for subject, check in _CHECKS:
        try:
            found.extend(check(home))
        except TagridError as error:
            found.append(Diagnosis(False, subject, error.text))
    return found
