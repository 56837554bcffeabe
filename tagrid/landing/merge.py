"""Replaces rows by key: duplicates within a delivery are dropped or refused, the rest is merged with what landed.

After it the files of a table hold each key once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.landing.contracts import SourceTable
from tagrid.landing.index import LandedFile
from tagrid.landing.parquet import (
    SCHEMA_FILE,
    column_list,
    month_of,
    one_row,
    parquet_relation,
    surely_differ,
    table_folder,
)
from tagrid.landing.precedence import row_order, takes_over
from tagrid.landing.refusals import Refusal

NEWER = "updated_at"

# Folder under landing/ of rows that a delivery took out of force.
REPLACED = "_replaced"

# A partition of more files than this becomes one: many small files read slowly.
MAX_FILES = 32


@dataclass(frozen=True)
class Deduplicated:
    """The file of the rows, how many were dropped for a newer one or as copies, and the rows of keys that contradict.

    ``copies`` are those of the dropped rows that are copies of the one kept, ``copied`` the rows that have any.
    """

    path: Path
    dropped: int
    refused: list[Refusal]
    copies: int = 0
    copied: int = 0


def deduplicate(
    con: duckdb.DuckDBPyConnection, table: SourceTable, paths: list[Path], files: list[str], out: Path
) -> Deduplicated | None:
    """Write rows of ``paths`` with one row a key to ``out``, or return None when every key occurs once.

    ``files`` are the delivered files' names by the number in ``_file``.
    """
    keys = column_list(table.keys)
    source = parquet_relation(paths)
    if surely_differ(con, table.keys, source):
        return None
    con.execute(f"create or replace temp table twice as select {keys} from {source} group by all having count(*) > 1")
    if not _count(con, "twice"):
        return None
    con.execute(f"create or replace temp table doubled as select * from {source} semi join twice using ({keys})")
    _rank(con, table)
    refused = _contradictions(con, table, files)
    unique = "select * exclude (_place, _newest, _rows, _states) from ranked where _place = 1 and _rows = 1"
    con.execute(
        f"copy (select * from {source} anti join twice using ({keys}) union all by name {unique}) "
        f"to {quote_literal(out)} (format parquet, compression lz4)"
    )
    dropped = _count(con, "ranked") - _count(con, f"({unique})") - len(refused)
    copies, copied = one_row(
        con, "select count(*) filter (_place > 1), count(*) filter (_place = 2) from ranked where _newest and _rows = 1"
    )
    con.execute("drop table ranked; drop table doubled; drop table twice")
    return Deduplicated(out, dropped, refused, copies, copied)


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    return one_row(con, f"select count(*) from {relation}")[0]


def _rank(con: duckdb.DuckDBPyConnection, table: SourceTable) -> None:
    """Number the rows of a key, the newest first, and count how many different rows its newest ones are.

    ``_rows`` counts whole rows of the file, ``_states`` only what of them lands: 24 hours of one day that hold equal
    amounts are one state, and 24 rows.
    """
    columns = [c.name for c in table.columns]
    keys = column_list(table.keys)
    newest = f"coalesce({NEWER} = max({NEWER}) over key, {NEWER} is null)" if NEWER in columns else "true"
    whole = "_row"
    if table.precedence:  # what else a file holds does not matter where the contract says which row holds
        newest, whole = f"rank() over (partition by {keys} order by {row_order(table.precedence)}) = 1", "_state"
    con.execute(f"""
        create or replace temp table ranked as
        with states as (
            select *, {newest} as _newest, md5(row({column_list(columns)})::varchar) as _state
            from doubled
            window key as (partition by {keys})
        )
        select
            * exclude (_state),
            count(distinct {whole}) filter (where _newest) over (partition by {keys}) as _rows,
            row_number() over (partition by {keys} order by _newest desc, _file, _line) as _place,
            count(distinct _state) filter (where _newest) over (partition by {keys}) as _states
        from states
    """)


def _contradictions(con: duckdb.DuckDBPyConnection, table: SourceTable, files: list[str]) -> list[Refusal]:
    keys = list(table.keys)
    rows = con.execute(f"""
        select _file, _line, concat_ws(', ', {column_list(keys)}) as value, _states > 1
        from ranked where _rows > 1 order by _file, _line
    """).fetchall()
    column = ", ".join(keys)
    return [
        Refusal(files[file], line, column, value, _CONTRADICT if different else _ALIKE, table.has_personal_key)
        for file, line, value, different in rows
    ]


_CONTRADICT = Text(
    en="the key stands more than once in this delivery, with different values and none newer; rows that are parts of "
    "one (hours of a day) are added up by `combine` in a mapping file",
    zh="同一主键在本批次中出现多次，取值不同，且无法判断哪个更新；若各行是一行的组成部分（如一天的各小时），"
    "请在映射文件中用 `combine` 合并",
)
_ALIKE = Text(
    en="the key stands more than once in this delivery; the rows agree in what lands and differ in other columns, so "
    "they are no copies; rows that are parts of one (hours of a day) are added up by `combine` in a mapping file",
    zh="同一主键在本批次中出现多次；入库的列相同，其他列不同，因此不是重复行；若各行是一行的组成部分"
    "（如一天的各小时），请在映射文件中用 `combine` 合并",
)


@dataclass
class Merged:
    """What becomes of a table: files made under work/ by their place, files that go, and what was counted."""

    made: dict[str, Path] = field(default_factory=dict)
    files: list[LandedFile] = field(default_factory=list)
    gone: list[LandedFile] = field(default_factory=list)
    written: int = 0
    replaced: int = 0
    unchanged: int = 0
    older: int = 0

    @property
    def added(self) -> int:
        """Rows whose key had not landed before."""
        return self.written - self.replaced


class Merger:
    """Merges one table's deduplicated rows into its landed files."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        home: Home,
        table: SourceTable,
        work: Path,
        seq: int,
        ranks: dict[int, int],
    ):
        self.con, self.home, self.table, self.work, self.seq = con, home, table, work, seq
        self.ranks = ranks
        self.merged = Merged()
        self._number = 0
        work.mkdir(parents=True, exist_ok=True)

    @property
    def is_parted_by_key(self) -> bool:
        """Whether the period is part of the key, so that equal keys always lie in one partition."""
        return self.table.load != "event" or self.table.period in self.table.keys

    def merge(self, incoming: dict[str, Path], landed: list[LandedFile]) -> None:
        """Merge rows (a file a period, keys unique over all of them) into the landed files of those periods."""
        old = [f for f in landed if self._may_hold(f, incoming)]
        clashes = self._clash(parquet_relation(incoming.values()), old) if old else 0
        if clashes:
            self._take_out(old)
        for period, path in incoming.items():
            self.merged.written += self._write(self._new_rows(path, period, bool(clashes)), period, self.seq)

    def _may_hold(self, file: LandedFile, incoming: dict[str, Path]) -> bool:
        """Whether a landed file may hold keys of the new rows, by its period and the days in it."""
        if not self.is_parted_by_key:
            return True
        if file.period not in incoming:
            return False
        if self.table.load != "event":
            return True
        first, through = self._span(parquet_relation([incoming[file.period]]))
        return file.overlaps(first, through)

    def _span(self, source: str) -> tuple[date, date]:
        day = f"{quote_identifier(str(self.table.period))}::date"
        first, through = one_row(self.con, f"select min({day}), max({day}) from {source}")
        return first, through

    def _clash(self, source: str, old: list[LandedFile]) -> int:
        """Note every key that both sides hold: in which file, whether the rows are the same, and who wins."""
        keys = self.table.keys
        others = [c.name for c in self.table.columns if not c.key]
        names = map(quote_identifier, others)
        same = " and ".join(f"n.{name} is not distinct from l.{name}" for name in names) or "true"
        is_newer = f"coalesce(r.rank, 0) < {self.ranks[self.seq]}"
        newer = takes_over(self.table, is_newer, NEWER if NEWER in others else None)
        ranks = ", ".join(f"({seq}, {rank})" for seq, rank in self.ranks.items())
        self.con.execute(f"""
            create or replace temp table clash as
            select
                {column_list(keys, "n.")}, l.filename as file, {same} as same, not ({same}) and ({newer}) as wins,
                {self._period_of("n")} as period
            from {source} as n
            join {self._rows_of(old, filename=True)} as l using ({column_list(keys)})
            left join (values {ranks}) as r (seq, rank) on r.seq = l._landed_seq
            order by period
        """)
        same, wins, all_ = one_row(
            self.con, "select coalesce(count_if(same), 0), coalesce(count_if(wins), 0), count(*) from clash"
        )
        self.merged.unchanged += same
        self.merged.replaced += wins
        self.merged.older += all_ - same - wins
        return all_

    def _period_of(self, alias: str) -> str:
        if self.table.load != "event":
            return "'all'"
        return month_of(self.table, f"{alias}.")

    def _path(self, file: LandedFile) -> Path:
        return self.home.landing / file.path

    def _rows_of(self, files: list[LandedFile], filename: bool = False) -> str:
        """Landed files as one relation that has all columns, also those the contract got after they landed."""
        schema = table_folder(self.home, self.table) / SCHEMA_FILE
        return parquet_relation([schema, *map(self._path, files)], filename=filename)

    def _take_out(self, old: list[LandedFile]) -> None:
        """Rewrite the landed files that lose rows to this delivery.

        When a row moves to another period, the other rows of its file are numbered anew: a fact that
        rebuilds the periods with new numbers must see that this one changed too.
        """
        losing = dict(
            self.con.execute(
                "select file, bool_or(period <> parse_path(file)[-2][8:]) from clash where wins group by file"
            ).fetchall()
        )
        keys = column_list(self.table.keys)
        for file in old:
            path = self._path(file)
            if str(path) not in losing:
                continue
            lost = f"(select {keys} from clash where wins and file = {quote_literal(path)})"
            rows = self._rows_of([file])
            replaced = f"select *, {self.seq}::integer as _replaced_by from {rows} semi join {lost} using ({keys})"
            self._keep(replaced, "replaced")
            if losing[str(path)]:
                self._keep(f"select * from {rows} anti join {lost} using ({keys})", "moved")
            moved = f"{self.seq}::integer" if losing[str(path)] else "_landed_seq"
            rows = (
                f"select * replace ({moved} as _landed_seq) from {self._rows_of([file])} anti join "
                f"(select {keys} from clash where wins and file = {quote_literal(path)}) using ({keys})"
            )
            self.merged.gone.append(file)
            self._write(rows, file.period, file.seq)

    def _keep(self, rows: str, what: str) -> None:
        """Keep rows that this delivery takes out of force, so that withdrawing it brings them back."""
        self._number += 1
        name = f"{self.table.address}-{what}-{self._number}.parquet"
        made = self.work / name
        self.con.execute(f"copy ({rows}) to {quote_literal(made)} (format parquet, compression zstd)")
        self.merged.made[f"{REPLACED}/{self.seq:06}/{name}"] = made

    def _new_rows(self, path: Path, period: str, clashes: bool) -> str:
        """The rows of a period that land: of those that clash with landed ones only such as win."""
        columns, keys = column_list(c.name for c in self.table.columns), column_list(self.table.keys)
        lost = f"anti join (select {keys} from clash where not wins and period = '{period}') using ({keys})"
        return (
            f"select {columns}, {self.seq}::integer as _landed_seq from {parquet_relation([path])} "
            f"{lost if clashes else ''}"
        )

    def _write(self, rows: str, period: str, seq: int) -> int:
        """Write rows, sorted by key, as a new file of a period; return how many, no file when none."""
        self._number += 1
        name = f"{self.seq:06}-{self._number}.parquet"
        place = f"{self.table.system}/{self.table.name}/period={period}/{name}"
        made = self.work / f"{period}-{name}"
        columns = column_list([*(c.name for c in self.table.columns), "_landed_seq"])
        (count,) = one_row(
            self.con,
            f"copy (select {columns} from ({rows}) order by {column_list(self.table.keys)}) "
            f"to {quote_literal(made)} (format parquet, compression zstd)",
        )
        if not count:
            made.unlink(missing_ok=True)
            return 0
        first, through = self._span(parquet_relation([made])) if self.table.period else (None, None)
        self.merged.made[place] = made
        self.merged.files.append(
            LandedFile(
                path=place,
                rows=count,
                seq=seq,
                sha256=digest(made),
                first_on=first.isoformat() if first else None,
                through_on=through.isoformat() if through else None,
            )
        )
        return count

    def compact(self, landed: list[LandedFile]) -> None:
        """Turn every partition of many small files into one file."""
        remaining = [f for f in landed if f not in self.merged.gone] + self.merged.files
        for period, files in _by_period(remaining):
            if len(files) <= MAX_FILES:
                continue
            made = [f for f in files if f.path in self.merged.made]
            older = [f for f in files if f.path not in self.merged.made]
            new = parquet_relation(self.merged.made[f.path] for f in made)
            both = f"from {self._rows_of(older)}" + (f" union all by name from {new}" if made else "")
            self._write(both, period, self.seq)
            self.merged.gone += older
            self.merged.files = [f for f in self.merged.files if f not in made]
            for file in made:
                self.merged.made.pop(file.path).unlink()


def _by_period(files: list[LandedFile]) -> Iterator[tuple[str, list[LandedFile]]]:
    found: dict[str, list[LandedFile]] = {}
    for file in files:
        found.setdefault(file.period, []).append(file)
    yield from sorted(found.items())
