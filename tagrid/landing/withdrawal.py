"""Taking back what has landed: a whole delivery or rows of it, recorded, and put back again when that was wrong.

Rows taken out are kept beside the record; rows that they had replaced are in force again. Every withdrawal and every
restoring has a number of its own among the deliveries, so that a refresh sees that something changed.
"""

import json
import re
import shutil
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tagrid.core.errors import BadInput
from tagrid.core.files import digest
from tagrid.core.lock import exclusive
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.landing.contracts import SourceTable, source_contract, source_contracts
from tagrid.landing.index import (
    INDEX,
    LandedDelivery,
    LandedFile,
    LandedIndex,
    LandedTable,
    delivery_record,
    read_index,
)
from tagrid.landing.journal import Journal, recover_journal
from tagrid.landing.merge import REPLACED
from tagrid.landing.parquet import (
    SCHEMA_FILE,
    STATUS,
    column_list,
    connect,
    ensure_schemas,
    one_row,
    parquet_relation,
    status_table,
    table_folder,
    write_parquet,
)

WITHDRAWN = "_withdrawn"

_CONDITION = re.compile(r"^\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Withdrawal:
    """What was taken back: a delivery, or rows of a table, by whom and why; ``restored_by`` names the reverse."""

    number: int
    delivery: int | None
    table: str | None
    where: tuple[str, ...]
    by: str
    reason: str
    at: str
    rows: dict[str, int] = field(default_factory=dict)
    back: dict[str, int] = field(default_factory=dict)
    restored: int | None = None

    def to_text(self) -> Text:
        """Return it for a person."""
        what_en = f"delivery {self.delivery}" if self.delivery else f"rows of {self.table}"
        what_zh = f"第 {self.delivery} 批" if self.delivery else f"{self.table} 的若干行"
        taken = "; ".join(f"{address} {n:,}" for address, n in self.rows.items())
        back = sum(self.back.values())
        return Text(
            en=f"Withdrawal {self.number} of {what_en} by {self.by} ({self.reason}): rows taken out: {taken}; "
            f"older ones in force again: {back:,}. `tagrid refresh` publishes without them; "
            f"`tagrid landing restore {self.number}` puts them back.",
            zh=f"撤回 {self.number}：{what_zh}，由 {self.by} 撤回（{self.reason}）：取出 {taken} 行，"
            f"恢复较早的 {back:,} 行。"
            f"`tagrid refresh` 将据此重新发布；`tagrid landing restore {self.number}` 可恢复。",
        )


def withdrawals(home: Home) -> list[Withdrawal]:
    """Return every withdrawal on record, the oldest first."""
    found = []
    for path in sorted((home.landing / WITHDRAWN).glob("*/record.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        raw["where"] = tuple(raw["where"])
        found.append(Withdrawal(**raw))
    return found


def withdraw(
    home: Home,
    delivery: int | None,
    by: str,
    reason: str,
    table: str | None = None,
    where: tuple[str, ...] = (),
) -> Withdrawal:
    """Take back a delivery, or the rows of a table that fulfil every condition (``column = value``).

    Raises BadInput when there is nothing such; nothing changes then.
    """
    _check_request(delivery, by, reason, table, where)
    with exclusive(home, "tagrid landing withdraw"):
        recover_journal(home)
        ensure_schemas(home)
        index = read_index(home)
        if delivery is not None and delivery not in {d.seq for d in index.deliveries if d.kind == "delivery"}:
            raise BadInput(
                en=f"There is no delivery {delivery}; `tagrid landing list` shows those that landed.",
                zh=f"没有第 {delivery} 批；`tagrid landing list` 列出已入库的批次。",
            )
        request = Withdrawal(index.next_seq, delivery, table, where, by.strip(), reason.strip(), _now())
        return _Taking(home, index, request).run()


def _check_request(delivery: int | None, by: str, reason: str, table: str | None, where: tuple[str, ...]) -> None:
    if not by.strip() or not reason.strip():
        raise BadInput(
            en="Say who withdraws (--by) and why (--reason).", zh="请写明由谁撤回（--by）以及原因（--reason）。"
        )
    if delivery is None and not (table and where):
        raise BadInput(
            en="Name a delivery, or a table (--table) and which of its rows (--where column=value).",
            zh="请给出批次号，或给出表（--table）及其中的行（--where 列=值）。",
        )
    if where and not table:
        raise BadInput(en="--where needs --table.", zh="--where 需要同时给出 --table。")
    if table:
        _conditions(source_contract(table), where)


def _conditions(table: SourceTable, where: tuple[str, ...]) -> str:
    """SQL of the conditions; a column that the table does not have, or a value not of its type, is BadInput."""
    found = ["true"]
    for one in where:
        parsed = _CONDITION.match(one)
        if not parsed:
            raise BadInput(
                en=f"--where {one!r} is no condition; write it as reading_on>=2027-01-01.",
                zh=f"--where “{one}” 不是条件；请写成 reading_on>=2027-01-01 的样子。",
            )
        column = table.column(parsed[1])
        value = quote_literal(parsed[3])
        kind = "date" if column.type == "timestamp" and len(parsed[3]) == 10 else column.type
        try:
            duckdb.connect().execute(f"select cast({value} as {kind})")
        except duckdb.Error:
            raise BadInput(
                en=f"--where {one!r}: {parsed[3]!r} is no {column.type}.",
                zh=f"--where “{one}”：“{parsed[3]}” 不是 {column.type}。",
            ) from None
        found.append(f"cast({quote_identifier(column.name)} as {kind}) {parsed[2]} cast({value} as {kind})")
    return " and ".join(found)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class _Rewriting:
    """A step that rewrites landed files: the changed index, files made and files gone, put in force as one."""

    def __init__(self, home: Home, index: LandedIndex, number: int) -> None:
        self.home, self.index, self.number = home, index, number
        self.work = home.work / "withdraw"
        self.journal = Journal(home, self.work)
        self.tables = dict(index.tables)
        self._made = 0
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)

    def rows_of(self, table: SourceTable, files: list[LandedFile]) -> str:
        schema = table_folder(self.home, table) / SCHEMA_FILE
        paths = [self.home.landing / f.path for f in files]
        return parquet_relation([schema, *paths])

    def write(
        self, con: duckdb.DuckDBPyConnection, table: SourceTable, rows: str, period: str, seq: int
    ) -> LandedFile | None:
        """Write rows as a landed file of a period; none where there are no rows."""
        self._made += 1
        place = f"{table.system}/{table.name}/period={period}/{self.number:06}-{self._made}.parquet"
        made = self.work / f"{self._made}.parquet"
        columns = column_list([*(c.name for c in table.columns), "_landed_seq"])
        (count,) = one_row(
            con,
            f"copy (select {columns} from ({rows}) order by {column_list(table.keys)}) to {quote_literal(made)} "
            "(format parquet, compression zstd)",
        )
        if not count:
            return None
        first = through = None
        if table.period:
            day = f"{quote_identifier(table.period)}::date"
            first, through = one_row(
                con, f"select min({day})::varchar, max({day})::varchar from {parquet_relation([made])}"
            )
        self.journal.move(made, self.home.landing / place)
        return LandedFile(place, count, seq, digest(made), first, through)

    def keep(self, con: duckdb.DuckDBPyConnection, rows: str, place: str) -> int:
        """Write rows that are taken out or put back beside the record; return how many."""
        made = self.work / place
        made.parent.mkdir(parents=True, exist_ok=True)
        (count,) = one_row(con, f"copy (from ({rows})) to {quote_literal(made)} (format parquet, compression zstd)")
        if count:
            self.journal.move(made, self.home.landing / WITHDRAWN / place)
        return count

    def change(self, address: str, gone: list[LandedFile], new: list[LandedFile | None]) -> None:
        """Put new files of a table in the place of others."""
        before = self.tables[address]
        paths = {f.path for f in gone}
        files = [f for f in before.files if f.path not in paths] + [f for f in new if f]
        self.tables[address] = LandedTable(self.number, before.columns, tuple(files))
        self.journal.removes += [self.home.landing / f.path for f in gone]

    def put_in_force(self, records: list[Withdrawal], index: LandedIndex) -> None:
        index = replace(index, tables=self.tables)
        for record in records:
            text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
            self._text(text, f"{WITHDRAWN}/{record.number:06}/record.json")
        changed = [one for one in index.deliveries if one not in self.index.deliveries]
        for place, text in (delivery_record(self.home, one) for one in changed):
            self._text(text, place)
        self._text(index.to_json(), INDEX)
        write_parquet(status_table(index), self.work / STATUS)
        self.journal.move(self.work / STATUS, self.home.landing / STATUS)
        self.journal.commit()
        recover_journal(self.home)

    def _text(self, text: str, place: str) -> None:
        made = self.work / "text" / place
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(text, encoding="utf-8")
        self.journal.move(made, self.home.landing / place)


class _Taking(_Rewriting):
    """One withdrawal, with the lock held."""

    def __init__(self, home: Home, index: LandedIndex, request: Withdrawal) -> None:
        super().__init__(home, index, request.number)
        self.request = request

    def run(self) -> Withdrawal:
        rows, back = {}, {}
        try:
            with connect(self.work / "spill") as con:
                for address in [self.request.table] if self.request.table else list(self.index.tables):
                    taken, older = self._table(con, source_contracts()[address])
                    if taken:
                        rows[address], back[address] = taken, older
            if not rows:
                raise BadInput(
                    en="No landed row is meant; nothing was withdrawn.", zh="没有符合的已入库行；未撤回任何数据。"
                )
            record = replace(self.request, rows=rows, back=back)
            self.put_in_force([record], self._index(record))
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        return record

    def _index(self, record: Withdrawal) -> LandedIndex:
        name = (
            f"withdrawal of delivery {record.delivery}" if record.delivery else f"withdrawal of rows of {record.table}"
        )
        whole = record.delivery if not record.table else None
        deliveries = [replace(d, withdrawn=self.number) if d.seq == whole else d for d in self.index.deliveries]
        step = LandedDelivery(self.number, name, f"withdrawal-{self.number}", None, kind="withdrawal")
        return replace(self.index, deliveries=(*deliveries, step))

    def _table(self, con: duckdb.DuckDBPyConnection, table: SourceTable) -> tuple[int, int]:
        files = list(self.index.files(table.address))
        if not files:
            return 0, 0
        meant = _conditions(table, self.request.where)
        if self.request.delivery is not None:
            meant += f" and _landed_seq = {self.request.delivery}"
        keys = column_list(table.keys)
        moved = self._moved_files(self.request.delivery, table, "moved") if self.request.delivery is not None else []
        if moved:  # rows of other deliveries that only lay in a file that was written anew
            meant += f" and ({keys}) not in (select ({keys}) from {parquet_relation(moved)})"
        gone, new, parts = [], [], []
        for file in files:
            source = f"(select * from {self.rows_of(table, [file])} where {meant})"
            (count,) = one_row(con, f"select count(*) from {source}")
            if count:
                gone.append(file)
                parts.append(f"select * from {source}")
                rest = f"select * from {self.rows_of(table, [file])} where ({meant}) is not true"
                new.append(self.write(con, table, rest, file.period, file.seq))
        if not gone:
            return 0, 0
        folder = f"{self.number:06}/{table.address}"
        con.execute(f"create or replace temp table taken as {' union all by name '.join(parts)}")
        taken = self.keep(con, "from taken", f"{folder}.parquet")
        older = self._put_back(con, table, new)
        self.change(table.address, gone, new)
        return taken, older

    def _moved_files(self, delivery: int | None, table: SourceTable, what: str) -> list[Path]:
        pattern = f"{delivery:06}" if delivery is not None else "*"
        return sorted((self.home.landing / REPLACED).glob(f"{pattern}/{table.address}-{what}-*.parquet"))

    def _put_back(self, con: duckdb.DuckDBPyConnection, table: SourceTable, new: list[LandedFile | None]) -> int:
        """Put the rows in force again that the taken ones had replaced, where nothing else holds their key."""
        (seqs,) = one_row(con, "select list(distinct _landed_seq) from taken")
        replaced = [path for seq in seqs for path in self._moved_files(seq, table, "replaced")]
        if not replaced:
            return 0
        keys = column_list(table.keys)
        con.execute(f"""
            create or replace temp table back as
            select r.* exclude (_replaced_by) from {parquet_relation(replaced)} as r
            join taken as t on r._replaced_by = t._landed_seq and {_same(table.keys)}
        """)
        back = self.keep(con, "from back", f"{self.number:06}/{table.address}-back.parquet")
        new += self.write_periods(con, table, "back")
        return back if keys else 0

    def write_periods(self, con: duckdb.DuckDBPyConnection, table: SourceTable, rows: str) -> list[LandedFile | None]:
        """Write rows into a file for each period they lie in."""
        if table.load != "event":
            return [self.write(con, table, f"from {rows}", "all", self.number)]
        month = f"strftime(date_trunc('month', {quote_identifier(str(table.period))}), '%Y-%m-01')"
        months = [m for (m,) in con.execute(f"select distinct {month} from {rows} order by 1").fetchall()]
        return [self.write(con, table, f"select * from {rows} where {month} = '{m}'", m, self.number) for m in months]


def _same(keys: tuple[str, ...]) -> str:
    return " and ".join(f"r.{quote_identifier(key)} = t.{quote_identifier(key)}" for key in keys)


def restore(home: Home, number: int, by: str) -> Withdrawal:
    """Put back what a withdrawal took out; where newer rows of a key have landed since, those stay.

    Raises BadInput for an unknown or restored withdrawal.
    """
    if not by.strip():
        raise BadInput(en="Say who restores (--by).", zh="请写明由谁恢复（--by）。")
    with exclusive(home, "tagrid landing restore"):
        recover_journal(home)
        ensure_schemas(home)
        found = {one.number: one for one in withdrawals(home)}
        if number not in found or found[number].restored:
            still = ", ".join(str(n) for n, one in found.items() if not one.restored)
            raise BadInput(
                en=f"There is no withdrawal {number} to restore; there are: {still or 'none'}.",
                zh=f"没有可恢复的撤回 {number}；现有：{still or '无'}。",
            )
        index = read_index(home)
        return _Restoring(home, index, found[number], by.strip()).run()


class _Restoring(_Taking):
    """The reverse of a withdrawal, with the lock held."""

    def __init__(self, home: Home, index: LandedIndex, before: Withdrawal, by: str) -> None:
        super().__init__(home, index, before)
        self.number, self.by = index.next_seq, by

    def run(self) -> Withdrawal:
        before = self.request
        try:
            with connect(self.work / "spill") as con:
                for address in before.rows:
                    self._restore(con, source_contracts()[address])
            record = replace(before, restored=self.number)
            deliveries = [
                replace(d, withdrawn=None) if d.withdrawn == before.number else d for d in self.index.deliveries
            ]
            name = f"withdrawal {before.number} restored by {self.by}"
            step = LandedDelivery(self.number, name, f"restore-{self.number}", None, kind="restore")
            self.put_in_force([record], replace(self.index, deliveries=(*deliveries, step)))
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
        return record

    def _restore(self, con: duckdb.DuckDBPyConnection, table: SourceTable) -> None:
        folder = self.home.landing / WITHDRAWN / f"{self.request.number:06}"
        back = folder / f"{table.address}-back.parquet"
        keys = column_list(table.keys)
        con.execute(
            f"create or replace temp table taken as from {parquet_relation([folder / f'{table.address}.parquet'])}"
        )
        gone, new = [], []
        for file in self.index.files(table.address) if back.exists() else ():
            rows = self.rows_of(table, [file])
            put_back = f"(select {keys}, _landed_seq from {parquet_relation([back])})"
            (count,) = one_row(con, f"select count(*) from {rows} semi join {put_back} using ({keys}, _landed_seq)")
            if count:
                gone.append(file)
                rest = f"select * from {rows} anti join {put_back} using ({keys}, _landed_seq)"
                new.append(self.write(con, table, rest, file.period, file.seq))
        self.change(table.address, gone, new)
        made = {str(place): made for made, place in self.journal.moves}
        paths = [made.get(str(p), p) for f in self.tables[table.address].files if (p := self.home.landing / f.path)]
        held = parquet_relation([table_folder(self.home, table) / SCHEMA_FILE, *paths])
        con.execute(f"create or replace temp table again as from taken anti join {held} using ({keys})")
        self.change(table.address, [], self.write_periods(con, table, "again"))
