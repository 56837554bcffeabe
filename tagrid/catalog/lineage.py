"""Column lineage over the whole project: from a tag's column down to the columns of the source tables."""

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from tagrid.catalog.scopes import Columns, outputs_of
from tagrid.catalog.sql import SEPARATOR, models, parse, seeds
from tagrid.errors import BadInput
from tagrid.home import PROJECT
from tagrid.sources.contracts import contracts

# Where lineage ends: the injected date and the record of deliveries say nothing of a customer.
ENDS = ("run_date", "dim_delivery", "stg_landing__status")
# The key that joins everything comes from every table, and is the cause of no value.
KEY = "customer_id"


class Lineage:
    """Lineage of one state of the project's files; each model is read once."""

    def __init__(self, project: Path = PROJECT) -> None:
        self.project = project
        self._models, self._seeds = models(project), seeds(project)
        self._tables = {address.replace(".", SEPARATOR): t for address, t in contracts(project).items()}
        self._known: dict[str, Columns] = {}

    def columns(self, name: str) -> Columns:
        """Return, for each column of a relation, the source columns ``system.table.column`` it comes from."""
        if name not in self._known:
            self._known[name] = {}  # a model that reads itself ends here
            found = self._read(name)
            causes = {c: below for c, below in found.items() if c != KEY and name not in ENDS}
            self._known[name] = dict.fromkeys(found, frozenset()) | causes
        return self._known[name]

    def _read(self, name: str) -> Columns:
        if table := self._tables.get(name):
            names = [column.name for column in table.columns]
            own = {column: frozenset({f"{table.address}.{column}"}) for column in names}
            return own | {"_landed_seq": frozenset(), "period": frozenset()}
        if path := self._seeds.get(name):
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            return {column: frozenset() for column in header}
        path = self._models.get(name)
        if path is None:
            return {}
        return self._of_python(path) if path.suffix == ".py" else self._of_sql(path)

    def _of_sql(self, path: Path) -> Columns:
        return self.of_query(parse(path, self.project), path)

    def of_query(self, tree: exp.Expr, path: Path) -> Columns:
        """Return the same for a query of your own, which stands for the model in ``path``."""
        steps = {cte.alias for cte in tree.find_all(exp.CTE)}
        reads = {table.name for table in tree.find_all(exp.Table)} - steps
        schema = {table: dict.fromkeys(self.columns(table), "varchar") for table in sorted(reads)}
        try:
            qualified = qualify(
                tree,
                schema={table: columns for table, columns in schema.items() if columns},
                dialect="duckdb",
                validate_qualify_columns=False,
                quote_identifiers=False,
                identify=False,
            )
            return outputs_of(qualified, self.columns)
        except SqlglotError as error:
            place, first = path.relative_to(self.project).as_posix(), str(error).splitlines()[0]
            raise BadInput(
                f"{place}: its columns cannot be followed: {first}", f"{place}：无法追溯各列的来源：{first}"
            ) from None

    def _of_python(self, path: Path) -> Columns:
        """A score comes from its features and from who is eligible; any other Python model makes its own data."""
        names = _documented(path)
        found = re.search(r"from models_ml\.(\w+) import SCORE", path.read_text(encoding="utf-8"))
        below: frozenset[str] = frozenset()
        if found:
            below = frozenset().union(*(self.columns(m).get(c, frozenset()) for m, c in _score_reads(found[1])))
        return dict.fromkeys(names, below)


def _score_reads(module: str) -> list[tuple[str, str]]:
    from importlib import import_module

    score = import_module(f"models_ml.{module}").SCORE
    eligible = re.findall(r"\b(\w+)\.(\w+)\b", score.eligible)
    return [*((feature.model, feature.column) for feature in score.features), *eligible]


def _documented(path: Path) -> list[str]:
    """Return a Python model's columns from the YAML beside it, which is where they are declared."""
    for beside in sorted(path.parent.glob("*.yml")):
        for model in YAML(typ="safe").load(beside).get("models", []):
            if model["name"] == path.stem:
                return [column["name"] for column in model.get("columns", [])]
    return []


@cache
def _lineage(project: Path, _state: tuple) -> Lineage:
    return Lineage(project)


def lineage(project: Path = PROJECT) -> Lineage:
    """Return the project's lineage, read anew only when a model's file has changed."""
    state = tuple((str(p), p.stat().st_mtime_ns) for p in models(project).values())
    return _lineage(project, state)
