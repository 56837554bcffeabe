"""The warehouse's models as dbt compiled them, run in memory over rows of a test's own: the real SQL, at once."""

import json
from graphlib import TopologicalSorter

import duckdb

from tagrid.core.project import Home
from tagrid.core.sql import find_landed_files, quote_identifier, quote_literal


class Compiled:
    """Every table of a built home's warehouse; a test puts other rows in some, and builds what follows from them."""

    def __init__(self, home: Home) -> None:
        manifest = json.loads((home.root / "dbt_target" / "manifest.json").read_text(encoding="utf-8"))
        self.models = {n["name"]: n for n in manifest["nodes"].values() if n["resource_type"] in ("model", "seed")}
        self.folder = home.root / "dbt_target" / "compiled" / "tagrid"
        self.run = home.root / "dbt_target" / "run" / "tagrid"
        self.con = duckdb.connect()
        self.con.execute("set threads = 1")
        find_landed_files(self.con, home.root)
        self.con.execute(f"attach {quote_literal(str(home.warehouse))} as real (read_only)")
        self.con.execute("attach ':memory:' as warehouse")
        self.con.execute("use warehouse.main")
        self.changed: set[str] = set()
        self.tables: set[str] = set()
        built = self.con.execute("select table_name from information_schema.tables where table_catalog = 'real'")
        for (name,) in built.fetchall():
            self._view(name)

    def reads(self, name: str) -> list[str]:
        """The models and seeds that a model reads."""
        nodes = self.models[name]["depends_on"].get("nodes", ())
        return [node.split(".")[2] for node in nodes if node.split(".")[0] in ("model", "seed")]

    def put(self, name: str, sql: str, **parameters) -> None:
        """Let a table hold the rows of a query; columns it leaves out are null."""
        self._table(name, f"from real.main.{quote_identifier(name)} limit 0")
        self.con.execute(f"insert into {quote_identifier(name)} by name {sql}", parameters or None)
        self.changed.add(name)

    def reset(self) -> None:
        """Let every table be again as it was built."""
        for name in self.tables:
            self.con.execute(f"drop table {quote_identifier(name)}")
            self._view(name)
        self.tables, self.changed = set(), set()

    def _view(self, name: str) -> None:
        self.con.execute(f"create view {quote_identifier(name)} as from real.main.{quote_identifier(name)}")

    def _table(self, name: str, sql: str) -> None:
        if name not in self.tables:
            self.con.execute(f"drop view {quote_identifier(name)}")
        self.con.execute(f"create or replace table {quote_identifier(name)} as {sql}")
        self.tables.add(name)

    def build(self, *wanted: str) -> None:
        """Build the wanted models, and whatever of theirs follows from the tables that were put."""
        needed, stale = self._above(wanted), set(self.changed)
        for name in TopologicalSorter({one: self.reads(one) for one in needed}).static_order():
            if name in self.changed or not stale & set(self.reads(name)):
                continue
            stale.add(name)
            if self.models[name]["language"] != "sql":
                continue  # scores and other Python keep what they had
            self._table(name, self._sql(self.models[name]["original_file_path"]))

    def _sql(self, path: str) -> str:
        """Return the query of a model's rows: of a feature as dbt ran it, which rounds the measures."""
        ran = self.run / path
        if "/models/features/" in path and "insert into" in (statement := ran.read_text(encoding="utf-8")):
            rows = statement.partition("insert into")[2].strip().rstrip(";")
            return rows[rows.index("(", rows.index(")")) :]  # after the names of the columns
        return (self.folder / path).read_text(encoding="utf-8")

    def _above(self, wanted: tuple[str, ...]) -> set[str]:
        found, todo = set(), list(wanted)
        while todo:
            if (name := todo.pop()) not in found:
                found.add(name)
                todo += self.reads(name)
        return found

    def rows(self, sql: str) -> list[dict]:
        """Rows of a query, as dictionaries."""
        return self.con.sql(sql).to_arrow_table().to_pylist()
