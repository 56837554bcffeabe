"""The one reader of the dbt project's files: SQL models, seeds, macros, Python models and the score modules they call.

It renders a model's Jinja itself, in milliseconds and without a database; a test holds it to dbt's compiled code.
"""

import ast
import importlib.util
import re
import traceback
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, Undefined
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from tagrid.core.errors import BadInput
from tagrid.core.overlay import content, content_by_name, content_file, roots, shown_path
from tagrid.core.yaml_files import read_yaml

MODELS = "dbt_project/models"

SEEDS = "dbt_project/seeds"

# A source table is one name in rendered SQL: source('marketing', 'bills') becomes marketing__bills.
SEPARATOR = "__"

# What a date macro counts in: a word, not a column.
_PARTS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")

Reads = list[tuple[str, str]]

# Macros, name and text.
Macros = tuple[tuple[str, str], ...]

# Releases and published versions hold digests of code that imported these names from here. A digest is a file format:
# a module of the engine is written into it under the name it had when the first release was made.
_DIGESTED_MODULES = {
    "Feature": "models_ml.harness.declaration",
    "Score": "models_ml.harness.declaration",
    "Clusters": "models_ml.shapes.declaration",
    "Limit": "models_ml.shapes.declaration",
    "Rule": "models_ml.shapes.declaration",
    "score_relations": "models_ml.harness.scoring",
    "name_relations": "models_ml.shapes.scoring",
    "home": "tagrid.home",
}

# Fields of a declaration that had another name then.
_DIGESTED_FIELDS = {"reason_features": "told"}

_MODULE = re.compile(r"from models_ml\.(\w+) import")

_SPAN = re.compile(r"^\d+ \w+$")

_REF = re.compile(r"""dbt\.ref\(["'](\w+)["']\)""")


def model_files(project: Path | None = None) -> dict[str, Path]:
    """Return every dbt model's file, SQL or Python, by its name."""
    return content_by_name(MODELS, "*.sql", "*.py", project=project)


def seed_files(project: Path | None = None) -> dict[str, Path]:
    """Return every seed's file by its name."""
    return content_by_name(SEEDS, "*.csv", project=project)


def dbt_variable(name: str, project: Path | None = None) -> Any:
    """Return a variable of ``dbt_project.yml``: the project's own, else the reference's; None where there is none."""
    for root in roots(project):
        found = project_file(root).get("vars") or {}
        if name in found:
            return found[name]
    return None


def project_file(root: Path) -> dict[str, Any]:
    """Return what a folder's ``dbt_project.yml`` holds; empty where there is none."""
    path = root / "dbt_project.yml"
    return _project_file(path, path.stat().st_mtime_ns) if path.is_file() else {}


@cache
def _project_file(path: Path, _state: int) -> dict[str, Any]:
    return read_yaml(path) or {}


def parse_model(path: Path, project: Path | None = None) -> exp.Expr:
    """Return the syntax tree of a model file; a tree of your own, yours to change."""
    return parsed(path.read_text(encoding="utf-8"), shown_path(path, project)).copy()


@lru_cache(maxsize=1024)
def parsed(text: str, shown: str) -> exp.Expr:
    """Return the syntax tree of a model's text, shown by that name in messages; not to be written to."""
    try:
        return parse_one(render(text, shown), dialect="duckdb")
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise BadInput(en=f"{shown}: its SQL cannot be parsed: {first}", zh=f"{shown}：无法解析 SQL：{first}") from None


def render(text: str, shown: str = "the model") -> str:
    """Return a model's SQL with relations by bare name; ``BadInput`` when its Jinja cannot be read."""
    try:
        return _JINJA.from_string(text, globals=_KNOWN).render()
    except (TemplateError, TypeError, ValueError) as error:
        raise BadInput(
            en=f"{shown}: its Jinja cannot be read: {error}.", zh=f"{shown}：无法读懂 Jinja：{error}。"
        ) from None


class _Macro(Undefined):
    """A macro that the reader does not know: written as a call of a function, so that the columns in it are found."""

    def __call__(self, *arguments, **named) -> str:  # ty: ignore[incompatible-method-override]
        # a span such as 12 months is a text: bare, it is no SQL
        words = (_SPAN.sub(r"'\g<0>'", str(word)) for word in (*arguments, *named.values()))
        # no name that SQL knows, as its arguments may stand in another order there
        return f"macro_{self._undefined_name}({', '.join(word for word in words if word not in _PARTS)})"

    def __getattr__(self, name: str) -> "_Macro":
        if name.startswith("__"):
            raise AttributeError(name)
        return _Macro(name=name)


def _nothing(*_, **__) -> str:
    return ""


def _delivered(address: str, columns: Iterable[str] = ()) -> str:
    named = ", ".join(f"'{name}'" for name in (address, *columns))
    return f"delivered({named})"


def _lacks(address: str, columns: Iterable[str]) -> str:
    return f"({_delivered(address)} and not {_delivered(address, columns)})"


def _ref(*names: str, **_) -> str:
    return names[-1]


_JINJA = Environment(undefined=_Macro, autoescape=False, extensions=["jinja2.ext.do"])  # as dbt's own

# What the reader gives for dbt's own names. A macro stays a call and `delivered` keeps the table it names: digests in
# the releases are made of this text, and lineage follows it. dbt's compiled code expands both, which would change the
# digests of 60 of the 98 tags of release 2.2.0. `dbt compile` also needs a database, and 9 s of processor time after
# each change.
_KNOWN: dict[str, Any] = {
    "ref": _ref,
    "source": lambda system, table: f"{system}{SEPARATOR}{table}",
    "delivered": _delivered,
    "lacks": _lacks,
    "config": _nothing,
    "var": lambda name, default="": default,
    "is_incremental": lambda: False,
    "execute": False,
}


def python_code(path: Path, project: Path | None = None) -> str:
    """Return the code of a Python model and of its modules of models_ml, without comments, docstrings and layout."""
    files = [path, *_score_modules(path, project)]
    return "\n".join(code_text(file.read_text(encoding="utf-8")) for file in files)


def python_reads(path: Path, project: Path | None = None) -> Reads:
    """Return the columns that the score of a Python model reads; none where the model calls no score."""
    return [read for module in _score_modules(path, project) for read in _score_reads(module)]


def python_refs(path: Path) -> list[str]:
    """Return the relations that a Python model refers to."""
    return _REF.findall(path.read_text(encoding="utf-8"))


def documented_columns(path: Path, project: Path | None = None) -> list[str]:
    """Return a model's columns from the YAML beside it; those of a Python model are declared nowhere else."""
    folder = shown_path(path.parent, project)  # the YAML of the original describes a copy as well
    for beside in content(folder, "*.yml", project=project).values():
        text = beside.read_text(encoding="utf-8")
        if path.stem not in text:  # reading all of a folder would take seconds
            continue
        for model in (read_yaml(beside, shown_path(beside, project)) or {}).get("models", []):
            if model["name"] == path.stem:
                return [column["name"] for column in model.get("columns", [])]
    return []


def _score_modules(path: Path, project: Path | None) -> list[Path]:
    """Return the modules of models_ml that a Python model imports from."""
    names = dict.fromkeys(_MODULE.findall(path.read_text(encoding="utf-8")))
    files = {name: content_file(f"models_ml/{name}.py", project) for name in names}
    for name, file in files.items():
        if not file.is_file():
            shown = shown_path(path, project)
            raise BadInput(
                en=f"{shown}: it imports models_ml.{name}, but there is no file models_ml/{name}.py in the project; "
                "add the score's declaration, or remove the model and the tags that read it.",
                zh=f"{shown}：它导入 models_ml.{name}，但项目中没有文件 models_ml/{name}.py；"
                "请补上评分声明，或删去该模型及读取它的标签。",
            )
    return list(files.values())


def _score_reads(module: Path) -> Reads:
    """Return the columns of a score's features and of who is eligible, read off the module of that very project."""
    found = importlib.util.spec_from_file_location(f"_frozen_{module.stem}", module)
    if not found or not found.loader:
        return []
    loaded = importlib.util.module_from_spec(found)
    try:
        found.loader.exec_module(loaded)
    except Exception as error:  # whatever the project's own code does wrong
        raise _not_importable(module, error) from error
    score = getattr(loaded, "SCORE", None)
    if score is None:
        return []
    named = re.findall(r"\b(\w+)\.(\w+)\b", score.eligible)
    return [*((feature.model, feature.column) for feature in score.features), *named]


def _not_importable(module: Path, error: Exception) -> BadInput:
    shown = f"{module.parent.name}/{module.name}"
    own = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == module]
    line = error.lineno if isinstance(error, SyntaxError) else own[-1] if own else None
    where, what = f"{shown}:{line}" if line else shown, f"{type(error).__name__}: {error}"
    return BadInput(en=f"{where}: the score cannot be imported: {what}", zh=f"{where}：无法导入评分：{what}")


def code_text(text: str) -> str:
    """Return Python code without comments, docstrings and layout."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            node.arg = _DIGESTED_FIELDS.get(node.arg or "", node.arg)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            if ast.get_docstring(node, clean=False):
                node.body = node.body[1:] or [ast.Pass()]
            node.body = _with_digested_imports(node.body)
    return ast.dump(tree)


def _with_digested_imports(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements with each run of imports from the engine as digests have it: one for each module, sorted."""
    found: list[ast.stmt] = []
    run: list[ast.ImportFrom] = []
    for node in body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("tagrid", "models_ml"):
            run.append(node)
            continue
        found += _digested_imports(run)
        run = []
        found.append(node)
    return found + _digested_imports(run)


def _digested_imports(run: list[ast.ImportFrom]) -> list[ast.ImportFrom]:
    names: dict[str, list[ast.alias]] = {}
    for node in run:
        module = node.module or ""
        for alias in node.names:
            digested = _DIGESTED_MODULES.get(alias.name) if module.startswith("tagrid.") else None
            names.setdefault(digested or module, []).append(alias)
    return [ast.ImportFrom(module, sorted(own, key=lambda one: one.name), 0) for module, own in sorted(names.items())]


def macro_text(name: str, known: Mapping[str, str]) -> str:
    """Return a macro's text, and of those it calls, without comments and layout; empty where it is dbt's own."""
    texts, ahead = {}, [name]
    while ahead:
        one = ahead.pop()
        if one in known and one not in texts:
            texts[one] = known[one]
            ahead += re.findall(r"\b(\w+)\(", known[one])
    return "\n".join(texts[one] for one in sorted(texts))


def macros(project: Path | None = None) -> Macros:
    """Return the project's macros, name and text without comments and layout."""
    files = tuple(content("dbt_project/macros", "*.sql", project=project).values())
    return _macros(files, tuple(path.stat().st_mtime_ns for path in files))


@cache
def _macros(files: tuple[Path, ...], _state: tuple) -> Macros:
    found = {}
    for path in files:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name, body in re.findall(r"\{%-?\s*macro\s+(\w+)(.*?)\{%-?\s*endmacro", text, flags=re.DOTALL):
            found[name] = " ".join(body.split())
    return tuple(found.items())
