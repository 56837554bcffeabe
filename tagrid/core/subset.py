"""Computes models for some customers alone, as of any day, beside the warehouse and from what it holds of them.

A model makes a customer's rows of that customer's own, unless it compares customers or has no column of customers at
all: what such a one is made from is everybody's.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import duckdb

from tagrid.core.compiled import Compiled, Node
from tagrid.core.sql import quote_identifier

# The column that says whose a row is.
CUSTOMER = "customer_id"

# The databases beside the warehouse: of the chosen customers, and of everybody where customers are compared.
SOME, EVERYBODY = "some_customers", "every_customer"

_NAMED = re.compile(r'\\?"main\\?"\.\\?"(\w+)\\?"')


@dataclass(frozen=True)
class SubsetOrder:
    """Which customers, and of which models; all are named by their tables.

    ``customers`` is the table of the warehouse that has their ids. ``computed`` are the models to make anew; of others
    the warehouse's rows do. Those in ``comparing`` compare customers. Of those in ``stored`` its rows do for the other
    customers: it holds them as of this very day, or nobody is compared by them. ``put`` are the models whose rows of
    these customers go into the warehouse; ``copied`` gives for a model the table that gets its rows. ``queries`` gives
    for a table of the warehouse the models that a query reads and the query, whose rows of these customers it gets.
    """

    customers: str
    computed: list[str]
    comparing: list[str]
    stored: list[str] = field(default_factory=list)
    put: list[str] = field(default_factory=list)
    copied: dict[str, str] = field(default_factory=dict)
    queries: dict[str, tuple[list[str], str]] = field(default_factory=dict)


class Subset:
    """The tables of some customers while they are made; ``make`` builds one model, of a node and its SQL."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        compiled: Compiled,
        order: SubsetOrder,
        values: Mapping[str, str],
        make: Callable[[duckdb.DuckDBPyConnection, Node, str], None],
    ):
        self.con, self.order, self.values, self.make = con, order, values, make
        self.models = {node.table: node for node in compiled.nodes.values() if node.materialized}
        self.computed = set(order.computed)
        self.made: set[tuple[str, str]] = set()
        ((self.warehouse,),) = con.execute("select current_database()").fetchall()
        found = con.execute(
            "select table_name from duckdb_columns() where database_name = current_database() and column_name = ?",
            [CUSTOMER],
        ).fetchall()
        self.of_customers = {name for (name,) in found}

    def run(self) -> None:
        """Make all that is asked for, bring it into the warehouse and forget the rest."""
        someone = f"select 1 from {self._relation(self.warehouse, self.order.customers)} limit 1"
        if not self.order.copied and not self.con.execute(someone).fetchall():
            return
        for place in (SOME, EVERYBODY):
            self.con.execute(f"attach ':memory:' as {place}")
        for name in self.order.put:
            self._put(name)
        for name, table in self.order.copied.items():
            self.need(SOME, name)
            copied = f"create or replace table {self._relation(self.warehouse, table)} as from"
            self.con.execute(f"{copied} {self._relation(SOME, name)}")
        for table, (names, query) in self.order.queries.items():
            self._add(table, names, query)
        for place in (EVERYBODY, SOME):
            self.con.execute(f"detach {place}")

    def _add(self, table: str, names: list[str], query: str) -> None:
        for name in names:
            self.need(SOME, name)
        added = self._relation(self.warehouse, table)
        self.con.execute(f"use {SOME}")  # the query names its models without a database
        self.con.execute(f"create table if not exists {added} as from ({query}) limit 0")
        self.con.execute(f"delete from {added} where {self._is_chosen}")
        self.con.execute(f"insert into {added} from ({query}) where {self._is_chosen}")
        self.con.execute(f"use {quote_identifier(self.warehouse)}")

    def _relation(self, place: str, name: str) -> str:
        return f"{quote_identifier(place)}.main.{quote_identifier(name)}"

    def need(self, place: str, name: str) -> None:
        """Let the database ``place`` have a table, made or read from the warehouse."""
        if (place, name) in self.made:
            return
        self.made.add((place, name))
        if name not in self.computed:
            self._read(place, name)
        elif place == EVERYBODY and name in self.order.stored and not self._compares(name):
            self._replace(name)
        elif place == SOME and self._compares(name):
            self.need(EVERYBODY, name)
            self._choose(EVERYBODY, name)
        else:
            self._compute(place, self.models[name])

    def _compares(self, name: str) -> bool:
        return name in self.order.comparing or name not in self.of_customers

    def _read(self, place: str, name: str) -> None:
        """Read a table of the warehouse: the rows of the chosen, or all.

        What is made of sources alone is of accounts, of which several may have become one customer.
        """
        node = self.models.get(name)
        is_of_accounts = node is None or all(parent.startswith("source.") for parent in node.parents)
        if place == SOME and not is_of_accounts and name in self.of_customers:
            self._choose(self.warehouse, name)
        else:
            self.con.execute(
                f"create view {self._relation(place, name)} as from {self._relation(self.warehouse, name)}"
            )

    def _choose(self, source: str, name: str) -> None:
        """Take the chosen customers' rows, and those of nobody: an application may name no customer yet."""
        chosen = f"{CUSTOMER} is null or {self._is_chosen}" if name in self.of_customers else "true"
        self.con.execute(
            f"create table {self._relation(SOME, name)} as from {self._relation(source, name)} where {chosen}"
        )

    @property
    def _is_chosen(self) -> str:
        return f"{CUSTOMER} in (select {CUSTOMER} from {self._relation(self.warehouse, self.order.customers)})"

    def _replace(self, name: str) -> None:
        """Show what the warehouse holds of everybody, with the chosen customers' new rows in place of theirs."""
        self.need(SOME, name)
        self.con.execute(
            f"create view {self._relation(EVERYBODY, name)} as "
            f"select * from {self._relation(self.warehouse, name)} where not ({self._is_chosen}) "
            f"union all by name select * from {self._relation(SOME, name)}"
        )

    def _compute(self, place: str, node: Node) -> None:
        code = node.code
        for token, value in self.values.items():
            code = code.replace(token, value)
        for name in dict.fromkeys(_NAMED.findall(code)):
            self.need(place, name)
        for quote in ('"', '\\"'):  # in SQL, in Python
            code = code.replace(f"{quote}{self.warehouse}{quote}.", f"{quote}{place}{quote}.")
        kind = "table" if node.materialized == "incremental" else node.materialized
        relation = self._relation(place, node.table)
        self.make(self.con, replace(node, relation=relation, materialized=kind), code)
        if place == SOME and kind == "table" and node.table in self.of_customers:
            # a dimension is made of the rows of accounts, all of them
            self.con.execute(f"delete from {relation} where {CUSTOMER} is not null and not ({self._is_chosen})")

    def _put(self, name: str) -> None:
        """Let the warehouse hold the chosen customers' new rows of a model in place of theirs."""
        if name in self.of_customers:
            self.need(SOME, name)
            held = self._relation(self.warehouse, name)
            self.con.execute(f"delete from {held} where {self._is_chosen}")
            self.con.execute(
                f"insert into {held} by name select * from {self._relation(SOME, name)} where {self._is_chosen}"
            )
