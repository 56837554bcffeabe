"""dbt's models as plain SQL, without running dbt: enough of Jinja to parse them and follow their columns."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, Undefined
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from tagrid.errors import BadInput
from tagrid.home import PROJECT

MODELS = "dbt_project/models"
SEEDS = "dbt_project/seeds"
# A source table is one name in rendered SQL: source('marketing', 'bills') becomes marketing__bills.
SEPARATOR = "__"
# What a date macro counts in: a word, not a column.
_PARTS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


class _Macro(Undefined):
    """Any macro not named below: a call of a function of that name, so that the columns in it are seen."""

    def __call__(self, *arguments, **named) -> str:  # ty: ignore[incompatible-method-override]
        words = (str(word) for word in (*arguments, *named.values()))
        # no name that SQL knows, as its arguments may stand in another order there
        return f"macro_{self._undefined_name}({', '.join(word for word in words if word not in _PARTS)})"

    def __getattr__(self, name: str) -> "_Macro":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Macro(name=name)


def _nothing(*_, **__) -> str:
    return ""


def _delivered(address: str) -> str:
    return f"delivered('{address}')"


def _ref(*names: str, **_) -> str:
    return names[-1]


_JINJA = Environment(undefined=_Macro, autoescape=False)
_KNOWN: dict[str, Any] = {
    "ref": _ref,
    "source": lambda system, table: f"{system}{SEPARATOR}{table}",
    "delivered": _delivered,
    "config": _nothing,
    "var": lambda name, default="": default,
    "is_incremental": lambda: False,
    "execute": False,
}


def render(text: str, shown: str = "the model") -> str:
    """Return a model's SQL with relations by bare name; ``BadInput`` when its Jinja cannot be read."""
    try:
        return _JINJA.from_string(text, globals=_KNOWN).render()
    except TemplateError as error:
        raise BadInput(f"{shown}: its Jinja cannot be read: {error}.", f"{shown}：无法读懂 Jinja：{error}。") from None


@cache
def _parsed(text: str, shown: str) -> exp.Expr:
    try:
        return parse_one(render(text, shown), dialect="duckdb")
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise BadInput(f"{shown}: its SQL cannot be parsed: {first}", f"{shown}：无法解析 SQL：{first}") from None


def parse(path: Path, project: Path = PROJECT) -> exp.Expr:
    """Return the syntax tree of a model file; a tree of your own, yours to change."""
    return _parsed(path.read_text(encoding="utf-8"), path.relative_to(project).as_posix()).copy()


def models(project: Path = PROJECT) -> dict[str, Path]:
    """Return every dbt model's file, SQL or Python, by its name."""
    root = project / MODELS
    return {path.stem: path for path in sorted([*root.rglob("*.sql"), *root.rglob("*.py")])}


def seeds(project: Path = PROJECT) -> dict[str, Path]:
    """Return every seed's file by its name."""
    return {path.stem: path for path in sorted((project / SEEDS).rglob("*.csv"))}
