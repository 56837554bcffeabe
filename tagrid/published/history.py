"""Reads the history of the tags: what changed in which run, and the values of any day as known at any run."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.intact import SMALL, Intact, Written, note_in
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text, joined, nearest
from tagrid.published.versions import DamagedVersion, Version, all_versions

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Each run that publishes a version writes the values that differ from the version in force, its base. So the runs are
# a tree, and what a version knows are its ancestors: a run that was rolled back is no ancestor of what came after. A
# run gives the values of its business date, and of an earlier day where it computes one again. Of several runs that
# give a day's values the latest known holds; a day of which no run gives any has the values of the day before.

HISTORY = "history.json"

KNOWN_NOW, KNOWN_THEN = "now", "then"

_KEYS = ("customer_no", "customer_id", "subject")

EMPTY_LOG = """
    select null::varchar as customer_id, null::varchar as tag, null::varchar as old_value, null::varchar as new_value,
        null::date as changed_on, null::integer as run_no, null::varchar as cause where false
"""


def log_folder(home: Home) -> Path:
    """Return the folder that the files of all versions share."""
    return home.root / "history"


def log_relation(paths: Sequence[str | Path]) -> str:
    """Return a FROM item with the rows of the files."""
    listed = ", ".join(map(quote_literal, paths))
    return f"read_parquet([{listed}])" if paths else f"({EMPTY_LOG})"


@dataclass(frozen=True)
class LogFile:
    """One file of changes in the history folder."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class HistoryRun:
    """One published version: its ``number`` in the order of publication, and the number of its ``base``.

    ``restated`` is the earlier day it computed again, ``catalog`` the file of the catalog it was made with.
    """

    number: int
    version: str
    as_of: date
    catalog_version: str
    catalog: str | None = None
    base: int | None = None
    restated: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The days that the run gives the values of."""
        return (self.as_of,) if self.restated is None else (self.restated, self.as_of)


@dataclass(frozen=True)
class History:
    """Every run that a version knows of, oldest first, and the files of their changes.

    ``run`` is the version's own; ``folder`` holds the files, which the versions share.
    """

    run: HistoryRun
    runs: tuple[HistoryRun, ...]
    files: tuple[LogFile, ...]
    folder: Path = field(repr=False, compare=False)

    @property
    def paths(self) -> list[str]:
        """Paths of the files of changes; TagridError where one is not what was written."""
        if wrong := list(self.damage()):
            raise _damaged_log(self.folder, joined(wrong, zh="；", en="; "))
        return [str(self.folder / one.name) for one in self.files]

    def damage(self, full: bool = False) -> Iterator[Text]:
        """Yield what is wrong with the files of changes: gone, or of another size or sha256.

        Without ``full`` only files that may have been written since they were last found whole are read.
        """
        files = [Written(one.name, self.folder / one.name, one.sha256, one.bytes) for one in self.files]
        intact = Intact.read(note_in(self.folder.parent, self.folder.name))
        return (wrong.text for wrong in intact.damage(files, full, SMALL))

    def catalog_damage(self) -> Iterator[Text]:
        """Yield what is wrong with the catalogs of the runs; a file's name holds the digest of its text."""
        for name in dict.fromkeys(run.catalog for run in self.runs if run.catalog):
            try:
                self._catalog_text(name)
            except TagridError as error:
                yield error.text

    def ancestry(self, run: HistoryRun | None = None) -> list[HistoryRun]:
        """Return the runs known when ``run`` (default: the own) was made, itself included, oldest first."""
        by_number, found = {one.number: one for one in self.runs}, [run or self.run]
        while (base := found[-1].base) is not None:
            found.append(by_number[base])
        return found[::-1]

    def of(self, version_id: str) -> HistoryRun:
        """Return the run of a version; BadInput names the nearest when there was none."""
        known = {run.version: run for run in self.runs}
        if version_id not in known:
            hint = nearest(version_id, list(known))
            raise BadInput(
                en=f"No version {version_id!r} in the history.{hint}", zh=f"历史中没有版本“{version_id}”。{hint.zh}"
            )
        return known[version_id]

    def published_as_of(self, day: date) -> HistoryRun:
        """Return the last run that was published up to business date ``day``, rolled back since or not."""
        found = [run for run in self.runs if run.as_of <= day]
        if not found:
            raise _before_history(min(run.as_of for run in self.runs), day)
        return found[-1]

    def run_for_day(self, run: HistoryRun, day: date) -> HistoryRun:
        """Return the run by whose catalog the values of ``day`` are, as known at ``run``.

        A day computed again keeps its catalog: it is corrected, not redefined. Raises BadInput before the first day.
        """
        found = [one for one in self.ancestry(run) if one.as_of <= day]
        if not found:
            raise _before_history(self.ancestry(run)[0].as_of, day)
        return found[-1]

    def days(self, run: HistoryRun) -> list[date]:
        """Return the days that runs give the values of, as known at ``run``, in order."""
        return sorted({day for one in self.ancestry(run) for day in one.days})

    def catalog(self, run: HistoryRun) -> Catalog:
        """Return the catalog that ``run`` was made with, without counts; TagridError where its file is damaged."""
        return Catalog.from_json(self._catalog_text(run.catalog or ""))

    def _catalog_text(self, name: str) -> str:
        try:
            content = (self.folder / name).read_bytes()
        except OSError as error:
            why = error.strerror or str(error)
            raise _damaged_log(self.folder, Text(en=f"{name}: {why}", zh=f"{name}：{why}")) from error
        if hashlib.sha256(content).hexdigest()[:16] not in name:
            raise _damaged_log(
                self.folder, Text(en=f"{name} differs from the digest in its name", zh=f"{name} 与其名称中的校验值不符")
            )
        return content.decode("utf-8")

    def to_json(self) -> str:
        """Return the text of ``history.json``."""
        written = {"run": self.run.number, "runs": [asdict(run) for run in self.runs]}
        return json.dumps(written | {"files": [asdict(one) for one in self.files]}, default=str, indent=0)


def latest_history(home: Home) -> History | None:
    """Return the history that knows of the most runs, of the versions that are kept."""
    found = []
    for version in all_versions(home):
        if (version.folder / HISTORY).exists():
            with contextlib.suppress(DamagedVersion):  # status and doctor name it; the others know as much
                found.append(read_history(version))
    return max(found, key=lambda one: one.runs[-1].number, default=None)


def _damaged_log(folder: Path, what: Text) -> TagridError:
    return TagridError(
        en=f"The history in {folder} is damaged: {what.en}. Values of earlier days cannot be told from it; restore "
        "these files from a backup; `tagrid doctor` checks them. `tagrid refresh` writes the catalogs of kept versions "
        "anew.",
        zh=f"{folder} 中的标签历史已损坏：{what.zh}。无法据此得出以前日期的取值；请用备份恢复这些文件，"
        "并用 `tagrid doctor` 检查。`tagrid refresh` 会重新写入所保留版本的标签目录。",
    )


# As in _INTERVALS: of several runs that give a day the last one holds, and a change is one against the day before.
# A tag that was redefined has changed, its customers have not.
_TAG_CHANGES = """
    with known as (
        select *, first_value(old_value) over (partition by customer_id order by changed_on, run_no) as at_first
        from log where tag = $tag and run_no in (select unnest($runs))
    ),
    days as (
        select * from known
        qualify row_number() over (partition by customer_id, changed_on order by run_no desc) = 1
    ),
    changes as (
        select customer_id, tag, lag(new_value, 1, at_first) over (partition by customer_id order by changed_on)
            as old_value, new_value, changed_on, cause
        from days
    )
    select customer_id, tag, old_value, new_value, changed_on from changes
    where old_value <> new_value and cause is distinct from 'definition'
"""


def tag_changes(version, tag: str) -> "pa.Table":
    """Return every change of `tag` from one value to another that `version` knows of.

    Columns: customer_id, tag, old_value, new_value, changed_on.
    """
    import duckdb  # 0.1 s, and the command line imports this module at its start

    if not (getattr(version, "folder", None) and (version.folder / HISTORY).exists()):
        with version.connect() as con:
            query = "select customer_id, tag, old_value, new_value, changed_on from tag_changes where tag = ?"
            return con.sql(f"{query} and old_value <> new_value", params=[tag]).to_arrow_table()
    known = read_history(version)
    with duckdb.connect() as con:
        con.execute(f"create view log as select * from {log_relation(known.paths)}")
        runs = [run.number for run in known.ancestry()]
        return con.sql(_TAG_CHANGES, params={"tag": tag, "runs": runs}).to_arrow_table()


def _before_history(first: date, day: date) -> BadInput:
    return BadInput(
        en=f"The history begins on {first}; {day} is before it.", zh=f"标签历史自 {first} 开始，{day} 在此之前。"
    )


def read_history(version: Version) -> History:
    """Return what a version knows of the past; one made before there was a history knows of itself only."""
    folder = version.folder.parent.parent / "history"
    if HISTORY not in version.manifest["files"] and not (version.folder / HISTORY).exists():
        own = HistoryRun(1, version.id, version.as_of, version.manifest["catalog_version"])
        return History(own, (own,), (), folder)
    try:
        found = json.loads(version.read_text(HISTORY))
        runs = tuple(_run_from_json(one) for one in found["runs"])
        own = next(run for run in runs if run.number == found["run"])
        return History(own, runs, tuple(LogFile(**one) for one in found["files"]), folder)
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise TagridError(
            en=f"The history of version {version.id} cannot be read: {error}. See `tagrid doctor`.",
            zh=f"无法读取版本 {version.id} 的标签历史：{error}。请用 `tagrid doctor` 检查。",
        ) from error


def _run_from_json(written: dict[str, Any]) -> HistoryRun:
    days = {name: date.fromisoformat(written[name]) for name in ("as_of", "restated") if written[name]}
    given: dict[str, Any] = written | days
    return HistoryRun(**given)


# The one place that decides what was known. `here`: the version's own values (customer_id, tag, value); `log`: every
# change; `known`, `own`: ancestry of the run in question and of the version's own; `root`: their first.
# Every cell begins with the value it had at the root, which is what its first change replaced.
_INTERVALS = """
    began as (
        select customer_id, tag, min_by(struct_pack(was := old_value), struct_pack(changed_on, run_no)) as first
        from log semi join own using (run_no)
        group by all
    ),
    roots as (
        select customer_id, tag, root.changed_on, root.run_no, null as cause,
            case when first is null then here.value else first.was end as value
        from (select distinct customer_id, tag from log)
        left join began using (customer_id, tag)
        left join here using (customer_id, tag)
        cross join root
    ),
    given as (
        select customer_id, tag, changed_on, run_no, cause, new_value as value from log semi join known using (run_no)
        union all
        select * from roots
    ),
    -- of several runs that give a day the last one known holds
    days as (
        select * from given
        qualify row_number() over (partition by customer_id, tag, changed_on order by run_no desc) = 1
    ),
    -- what stays as it was begins nothing
    changes as (
        select * from days
        qualify value is distinct from lag(value) over (partition by customer_id, tag order by changed_on)
    ),
    intervals as (
        select customer_id, tag, value, changed_on as valid_from,
            lead(changed_on) over (partition by customer_id, tag order by changed_on) as valid_to, run_no, cause
        from changes
        union all
        select customer_id, tag, value, root.changed_on, null, root.run_no, null
        from here anti join log using (customer_id, tag) cross join root
    )
"""


@dataclass(frozen=True)
class HistoryQuery:
    """A question about a ``day`` as it was known at run ``known``; ``day_run`` is the run by whose catalog it is."""

    version: Version
    history: History
    day: date
    known: HistoryRun
    day_run: HistoryRun

    def catalog(self) -> Catalog:
        """Return the catalog of the day, without counts."""
        own = self.day_run.number == self.history.run.number
        return self.version.catalog() if own else self.history.catalog(self.day_run)

    def described(self) -> dict:
        """Return as JSON-able values the day, and the versions that its values are from."""
        about = {"as_of": self.day.isoformat(), "known": self.known.version, "version": self.day_run.version}
        return about | {"catalog_version": self.day_run.catalog_version}


def query_history(version: Version, day: date, known: str = KNOWN_NOW) -> HistoryQuery:
    """Return the query for the values of ``day`` in ``version``.

    ``known`` is ``now`` (what the version knows of it), ``then`` (what was known at the end of that day) or the id
    of the version that was in force. Raises BadInput for a day before the history or after what was known.
    """
    found = read_history(version)
    if known == KNOWN_NOW:
        run = found.run
    elif known == KNOWN_THEN:
        run = found.published_as_of(day)
    else:
        run = found.of(known)
    if day > run.as_of and known != KNOWN_THEN:
        raise BadInput(
            en=f"Version {run.version} knows nothing after {run.as_of}; {day} is later.",
            zh=f"版本 {run.version} 的数据截至 {run.as_of}，早于 {day}。",
        )
    if found.ancestry(run)[0] != found.ancestry()[0]:
        first = found.ancestry()[0].version
        raise BadInput(
            en=f"Version {run.version} belongs to a history that was lost before {first}.",
            zh=f"版本 {run.version} 属于 {first} 之前已丢失的历史。",
        )
    return HistoryQuery(version, found, day, run, found.run_for_day(run, day))


def _open_log(found: History, known: HistoryRun, only: str) -> "duckdb.DuckDBPyConnection":
    """Open a connection with ``log`` and the runs as tables; ``only`` is a condition on the log, without parameters."""
    import duckdb  # 0.1 s, and the command line imports this module at its start

    con, root = duckdb.connect(), found.ancestry()[0]
    con.execute("set threads = 2")
    try:
        con.execute(f"create view everything as select * from {log_relation(found.paths)}")
        con.execute(f"create table log as select * from everything where {only}")
    except duckdb.Error as error:
        con.close()
        raise TagridError(
            en=f"The history cannot be read: {error}. See `tagrid doctor`.",
            zh=f"无法读取标签历史：{error}。请用 `tagrid doctor` 检查。",
        ) from error
    for name, run in {"known": known, "own": found.run}.items():
        numbers = [one.number for one in found.ancestry(run)]
        con.execute(f"create table {name} as select unnest(?::integer[]) as run_no", [numbers])
    con.execute("create table root as select ?::date as changed_on, ?::integer as run_no", [root.as_of, root.number])
    return con


def value_intervals(version: Version, customer_id: str, known: HistoryRun | None = None) -> list[dict]:
    """Return since when and until when a customer has, or had, each value; by tag and time.

    Each has tag, value, valid_from, valid_to (the first day it no longer holds; None: it still does), version and
    catalog_version that gave it, and cause: ``data``, ``correction``, ``definition`` (the tag was new, retired or
    redefined) or None (the history begins with it). ``known`` is the run whose knowledge is wanted.
    """
    import pyarrow as pa  # 0.2 s, and the command line imports this module at its start

    history = read_history(version)
    with version.connect() as served:
        row = served.execute("select * from customer_tags_wide where customer_id = ?", [customer_id])
        names, found = [one[0] for one in row.description], row.fetchone() or ()
    now = [(t, v) for t, v in zip(names, found, strict=bool(found)) if t not in _KEYS and v is not None]
    with _open_log(history, known or history.run, f"customer_id = {quote_literal(customer_id)}") as con:
        tags, values = zip(*now, strict=True) if now else ((), ())
        here = pa.table({"tag": pa.array(tags, pa.string()), "value": pa.array(values, pa.string())})
        con.register("now", here)
        con.execute("create table here as select ?::varchar as customer_id, tag, value from now", [customer_id])
        query = f"""with {_INTERVALS} select tag, value, valid_from, valid_to, run_no, cause
            from intervals where value is not null order by tag, valid_from"""
        return [_interval(row, history) for row in con.execute(query).fetchall()]


def _interval(row: tuple, history: History) -> dict:
    run = next(one for one in history.runs if one.number == row[4])
    found = dict(zip(("tag", "value", "valid_from", "valid_to"), row, strict=False))
    return found | {"version": run.version, "catalog_version": run.catalog_version, "cause": row[5]}


def values_on_day(query: HistoryQuery, tags: Sequence[str]) -> "pa.Table":
    """Return everybody's values of ``tags`` on the day: customer_id and a column a tag, null where it had none.

    Customers without any of them have no row.
    """
    listed = ", ".join(quote_literal(tag) for tag in tags)
    with _open_log(query.history, query.known, f"tag in ({listed})") as con:
        con.register("wide", _own_values(query.version, tags))
        con.execute(
            "create table here as select customer_id, tag, value from wide unpivot (value for tag in "
            "(columns(* exclude (customer_id))))"
        )
        columns = ", ".join(
            f"max(value) filter (where tag = {quote_literal(tag)}) as {quote_identifier(tag)}" for tag in tags
        )
        sql = f"""with {_INTERVALS} select customer_id, {columns} from intervals
            where value is not null and valid_from <= ? and (valid_to is null or ? < valid_to) group by customer_id"""
        return con.sql(sql, params=[query.day, query.day]).to_arrow_table()


def _own_values(version: Version, tags: Iterable[str]) -> "pa.Table":
    """Return the version's own values of those of the tags that it has."""
    with version.connect() as con:
        has = [one[0] for one in con.execute("select * from customer_tags_wide limit 0").description]
        # A column of its own, as a table without values cannot be turned on its side.
        columns = ", ".join(["customer_id", *(quote_identifier(tag) for tag in tags if tag in has)])
        return con.sql(f'select {columns}, null::varchar as "-" from customer_tags_wide').to_arrow_table()
