"""Rows beside the rest of what is known: references to a master, merges in a circle, a second key.

A reference that is not written as the master writes its own (lost zeros, a lost digit) is refused with the nearest
known ones; one that is well written and unknown is reported, for its master may come a day later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tagrid.core.errors import BadInput
from tagrid.core.formats import counted
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text, as_text, joined
from tagrid.landing.contracts import SourceColumn, SourceTable, source_contract
from tagrid.landing.index import LandedIndex
from tagrid.landing.needs import lacking
from tagrid.landing.parquet import column_list, one_row, parquet_relation, surely_differ
from tagrid.landing.refusals import CUSTOMER, MOST_LISTED, Refusal
from tagrid.landing.spans import broken_spans
from tagrid.landing.sums import broken_sums

# A master of fewer rows proves nothing about how its numbers are written, nor a delivery of fewer references.
JUDGED = 20

# Digits that are lost or added on the way; a number of another length is one of another series.
LOST_DIGITS = 2

# Above this share of unknown references it is another system's numbers, or another master.
MOST_UNKNOWN = 0.9

# Near misses are looked for among so many unknown references; a message names so many.
MOST_SEARCHED, MOST_NAMED = 20, 3

# A text without its digits, and how many it has: of one series all numbers agree in both.
_SERIES = "regexp_replace({0}, '[0-9]+', '#', 'g')"

_DIGITS = "length(regexp_replace({0}, '[^0-9]', '', 'g'))"

# A text without what is lost on the way: leading zeros, blanks, signs, capitals.
_BARE = "ltrim(regexp_replace(lower({0}), '[^0-9a-z\\p{{Han}}]', '', 'g'), '0')"


@dataclass
class Known:
    """Rows of every table that are in force once the delivery has landed; none of a table that never came."""

    home: Home
    files: dict[str, list[Path]] = field(default_factory=dict)

    def landed(self, index: LandedIndex) -> "Known":
        """Note all that has landed before, and return itself."""
        for address, table in index.tables.items():
            self.note(address, [self.home.landing / file.path for file in table.files])
        return self

    def note(self, address: str, paths: list[Path]) -> None:
        """Note the files that hold all rows of a table."""
        self.files[address] = paths

    def relation(self, address: str) -> str | None:
        """SQL relation of a table's rows, none when it holds none."""
        return parquet_relation(self.files[address]) if self.files.get(address) else None


@dataclass
class ReferenceFindings:
    """The rows that are refused, by file and line, and what else is worth a word; whether all second keys differ."""

    refused: list[Refusal] = field(default_factory=list)
    rows: set[tuple[int, int]] = field(default_factory=set)
    warnings: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    differ: bool = False


def _target(reference: str) -> tuple[SourceTable, str]:
    address, _, column = reference.rpartition(".")
    return source_contract(address), source_contract(address).column(column).name


def referenced_first(tables: list[SourceTable]) -> list[SourceTable]:
    """The tables in an order in which a table comes after those its columns reference."""
    left, found = list(tables), []
    while left:
        waiting = {t.address for t in left}
        free = [t for t in left if not (_parents(t) & waiting - {t.address})] or left[:1]
        found += free
        left = [t for t in left if t not in free]
    return found


def _parents(table: SourceTable) -> set[str]:
    return {c.references.rpartition(".")[0] for c in table.columns if c.references}


class ReferenceChecks:
    """Checks one table's new rows against what is known; ``files`` are the delivered files' names by ``_file``."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        table: SourceTable,
        incoming: dict[str, Path],
        known: Known,
        files: list[str],
    ) -> None:
        self.con, self.table, self.incoming, self.known, self.files = con, table, incoming, known, files
        self.rows = parquet_relation(incoming.values())
        has_customer = any(column.name == CUSTOMER for column in table.columns)
        self._customer = f"coalesce({quote_identifier(CUSTOMER)}, '')" if has_customer else "''"
        self.found = ReferenceFindings()

    def run(self, accept_unusual: bool, landed: list[Path]) -> ReferenceFindings:
        """Return the rows to refuse and what is worth a word; ``landed`` are files that may hold the same days."""
        for column in self.table.columns:
            if column.references and (target := self._master(column)):
                self._unknown(column, *target, accept_unusual)
                if target[0] == self.table.address and len(self.table.keys) == 1:
                    self._circles(column)
        if self.table.unique:
            self._second_key(landed)
        before = self.known.relation(self.table.address)
        self._refuse(lacking(self.con, self.table, self.rows, self.files))
        self._refuse(broken_spans(self.con, self.table, self.rows, before, self.files))
        if (rule := self.table.adds_up) and (whole := self.known.relation(rule.whole)):
            self._refuse(broken_sums(self.con, self.table, self.rows, before, whole, self.files))
        return self.found

    def _refuse(self, broken: dict[tuple[int, int], Refusal]) -> None:
        """Refuse rows by file and line, each once."""
        new = [refusal for at, refusal in broken.items() if at not in self.found.rows]
        self.found.rows |= set(broken)
        self.found.refused += new[:MOST_LISTED]

    def without_refused(self) -> dict[str, Path]:
        """The rows without the refused ones, a file a period; a period of which nothing is left is gone."""
        if not self.found.rows:
            return self.incoming
        self.con.execute("create or replace temp table refused_rows (_file integer, _line bigint)")
        self.con.executemany("insert into refused_rows values (?, ?)", sorted(self.found.rows))
        left = {}
        for period, path in self.incoming.items():
            out = path.with_name(f"known-{path.name}")
            (count,) = one_row(
                self.con,
                f"copy (select * from {parquet_relation([path])} anti join refused_rows using (_file, _line)) "
                f"to {quote_literal(out)} (format parquet, compression lz4)",
            )
            if count:
                left[period] = out
        return left

    def _master(self, column: SourceColumn) -> tuple[str, str, str] | None:
        """Address, column and relation of the master or the whole that a column references, none when it never came."""
        table, name = _target(str(column.references))
        is_whole = self.table.adds_up is not None and self.table.adds_up.whole == table.address
        if table.load != "master" and not is_whole:
            return None
        relation = self.known.relation(table.address)
        if table == self.table:
            own = f"(select {quote_identifier(name)} from {self.rows})"
            relation = f"(select {quote_identifier(name)} from {relation} union all {own})" if relation else own
        return (table.address, name, relation) if relation else None

    def _unknown(self, column: SourceColumn, address: str, name: str, relation: str, accept_unusual: bool) -> None:
        cell, key = quote_identifier(column.name), quote_identifier(name)
        self.con.execute(f"""
            create or replace temp table orphan as
            select cast({cell} as varchar) as value, count(*) as n from {self.rows}
            where {cell} is not null and {cell} not in (select {key} from {relation} where {key} is not null)
            group by all
        """)
        if self.table.load == "master" and (before := self.known.relation(self.table.address)):
            # a master comes whole again and again: what is unknown in it was reported before
            self.con.execute(f"delete from orphan where value in (select cast({cell} as varchar) from {before})")
        (orphans,) = one_row(self.con, "select count(*) from orphan")
        if not orphans:
            return
        self.con.execute(
            f"create or replace temp table known as select distinct cast({key} as varchar) as value from {relation}"
        )
        self._damaged(column, address)
        (unknown,) = one_row(self.con, "select count(*) from orphan where not damaged")
        (every,) = one_row(self.con, f"select count(distinct {cell}) from {self.rows}")
        if not unknown:
            return
        sentence = self._unknown_text(column, address)
        if unknown >= JUDGED and unknown > MOST_UNKNOWN * every and not accept_unusual:
            raise BadInput(
                sentence
                + Text(
                    en=f" That is {unknown / every:.0%} of them: deliver {address} first, or correct the export; "
                    "if it is right as it is, ingest with --unusual.",
                    zh=f"占全部的 {unknown / every:.0%}：请先交付 {address}，或改正导出；"
                    "如确属正确，请用 --unusual 入库。",
                )
            )
        (self.found.notes if column.may_precede else self.found.warnings).append(sentence)

    def _damaged(self, column: SourceColumn, address: str) -> None:
        """Mark the unknown references that are not written as the master's own, and refuse their rows."""
        series, digits, bare = (one.format("value") for one in (_SERIES, _DIGITS, _BARE))
        self.con.execute(f"""
            create or replace temp table series as
            select series, unnest(digits) as digits from (
                select {series} as series, list(distinct {digits}) as digits from known
                group by 1 having count(*) >= {JUDGED}
            )
        """)
        self.con.execute(f"""
            create or replace temp table judged as
            select value, n, {bare} <> '' and {bare} in (select {bare} from known) or (
                exists (from series as s where s.series = {series} and abs(s.digits - {digits}) <= {LOST_DIGITS})
                and not exists (from series as s where s.series = {series} and s.digits = {digits})
            ) as damaged from orphan
        """)
        self.con.execute("drop table orphan; alter table judged rename to orphan")
        cell = quote_identifier(column.name)
        rows = self.con.execute(f"""
            select _file, _line, value, {self._customer} from {self.rows} join orphan on {cell} = value
            where damaged order by _file, _line
        """).fetchall()
        near: dict[str, list[str]] = {}
        for file, line, value, customer in rows:
            self.found.rows.add((file, line))
            if len(self.found.refused) >= MOST_LISTED:
                continue
            if value not in near:
                near[value] = self._nearest(value, True) if len(near) < MOST_SEARCHED else []
            reason = Text(
                en=f"not written as the {column.references} that are known", zh=f"与已有的 {column.references} 写法不同"
            )
            self.found.refused.append(
                Refusal(
                    self.files[file],
                    line,
                    column.name,
                    value,
                    reason + _suggested(near[value]),
                    customer="" if customer == value else customer,
                )
            )

    def _unknown_text(self, column: SourceColumn, address: str) -> Text:
        """The sentence on well-written references that no row of the master has, with the first of them."""
        cell = quote_identifier(column.name)
        rows, values, first = one_row(
            self.con,
            f"""select count(*), count(distinct value), min((_file, _line, value, {self._customer})) from {self.rows}
            join orphan on {cell} = value where not damaged""",
        )
        file, line, value, customer = first
        who = Text(en=f", customer {customer}", zh=f"，户号 {customer}") if customer not in ("", value) else as_text("")
        name = self.files[file]
        found = Text(
            en=f"{self.table.address}: {counted(rows, 'row names', 'rows name')} {values:,} {column.name} "
            f"that {address} does not hold, the first {value!r} ({name}, line {line}{who.en})",
            zh=f"{self.table.address}：{rows:,} 行的 {column.name}（共 {values:,} 个）不在 {address} 中，"
            f"第一个是 {value!r}（{name} 第 {line} 行{who.zh}）",
        )
        waits = Text(
            en=f". They are kept; nothing is made of them until {address} holds them.",
            zh=f"。这些行已保留；在 {address} 补齐之前不据此产生任何对象。",
        )
        return found + _suggested(self._nearest(value, False)) + waits

    def _nearest(self, value: str, is_damaged: bool) -> list[str]:
        """Known references that differ by leading zeros and signs, else by one digit lost, added, changed or moved.

        Where numbers lie close together many differ by one digit; a well-written one is then near to all of them.
        """
        bare = self.con.execute(
            f"select value from known where {_BARE.format('value')} = {_BARE.format('?')} order by value limit ?",
            [value, MOST_NAMED],
        ).fetchall()
        if bare or len(value) > 40:
            return [one for (one,) in bare]
        tried = list(dict.fromkeys(_one_edit_away(value)))
        found = self.con.execute(
            "select value from known where value in (select unnest(?)) order by value limit ?",
            [tried, MOST_NAMED + 1],
        ).fetchall()
        if len(found) <= MOST_NAMED:
            return [one for (one,) in found]
        return [*(one for (one,) in found[:MOST_NAMED]), "…"] if is_damaged else []

    def _circles(self, column: SourceColumn) -> None:
        """Refuse new rows that are merged into themselves, or in a circle with others."""
        (own,), cell = self.table.keys, quote_identifier(column.name)
        key = quote_identifier(own)
        where = f"where {cell} is not null"
        landed = self.known.relation(self.table.address)
        edges: dict[str, str] = {}
        if landed:
            edges.update(self.con.execute(f"select {key}, {cell} from {landed} {where}").fetchall())
            came = f"select {key} from {self.rows} {where.replace('not null', 'null')}"
            for (gone,) in self.con.execute(came).fetchall() if edges else ():
                edges.pop(gone, None)
        rows = self.con.execute(f"select {key}, {cell}, _file, _line from {self.rows} {where}").fetchall()
        edges.update((one, other) for one, other, _, _ in rows)
        for one, _, file, line in rows:
            if circle := _circle(edges, one):
                reason = Text(en=f"{column.name} leads in a circle: ", zh=f"{column.name} 形成循环：")
                shown = " → ".join(circle[:6])
                self.found.rows.add((file, line))
                self.found.refused.append(Refusal(self.files[file], line, column.name, one, reason + as_text(shown)))

    def _second_key(self, landed: list[Path]) -> None:
        """Refuse rows that name the same second key under another key: a meter of two customers on one day."""
        names = column_list(self.table.unique)
        others = [name for name in self.table.keys if name not in self.table.unique]
        owner = f"concat_ws(' ', {column_list(others)})"
        self.found.differ = surely_differ(self.con, self.table.unique, self.rows)
        rows = f"{self.rows} limit 0" if self.found.differ else self.rows
        self.con.execute(f"""
            create or replace temp table shared as
            select {names}, list_sort(list(distinct {owner})) as owners from (from {rows})
            group by {names} having count(distinct {owner}) > 1
        """)
        if landed:
            before = f"(select {names}, {owner} as held from {parquet_relation(landed)})"
            self.con.execute(f"""
                insert into shared by name
                select {column_list(self.table.unique, "n.")}, [any_value({owner}), any_value(l.held)] as owners
                from {self.rows} as n join {before} as l using ({names})
                where {owner} <> l.held group by {column_list(self.table.unique, "n.")}
            """)
        refused = self.con.execute(f"""
            select _file, _line, concat_ws(' ', {names}), owners from {self.rows} join shared using ({names})
            order by _file, _line
        """).fetchall()
        for file, line, value, owners in refused:
            self.found.rows.add((file, line))
            reason = Text(
                en=f"stands under more than one {', '.join(others)}: ", zh=f"同时属于多个 {'、'.join(others)}："
            )
            self.found.refused.append(
                Refusal(self.files[file], line, ", ".join(self.table.unique), value, reason + joined(owners[:4]))
            )


def _suggested(near: list[str]) -> Text:
    return Text(en=f"; near: {', '.join(near)}", zh=f"；相近：{'、'.join(near)}") if near else as_text("")


def _one_edit_away(value: str) -> Iterator[str]:
    letters = "0123456789" if value.isdigit() else "".join(sorted({*"0123456789", *value}))
    for at in range(len(value) + 1):
        before, after = value[:at], value[at:]
        yield before + after[1:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _circle(edges: dict[str, str], start: str) -> list[str]:
    """The circle that begins and ends at ``start``, empty when its chain ends or leads into another's circle."""
    path, at = [start], edges.get(start)
    while at is not None and at not in path:
        path.append(at)
        at = edges.get(at)
    return [*path, start] if at == start else []
