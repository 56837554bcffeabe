"""What dbt compiled, kept so that a refresh whose SQL is not new runs it again without dbt: `session` runs it.

The graph is that of dbt's manifest: models and tests, their SQL, their parents. What changes from run to run stands in
the SQL as a token. A project that uses what `session` cannot do (snapshots, hooks, other materializations, tests that
only warn) is not kept, and dbt runs it every time.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tagrid.core.files import replace_text

# What `asked()` of the project returns while dbt compiles for keeping, by name.
TOKENS = {name: f"@{name}@" for name in ("as_of", "version", "held", "landed_after")}

# Where the SQL of a model stands in what fills its table.
CODE = "@code@"

# Where the home stands in the options of the database: no file of a home names where the home is.
HOME = "@home@"

_FORM = 2

# What `session` can make; of an ephemeral model dbt writes the SQL into the models that read it.
_MATERIALIZED = {"sql": ("table", "view", "incremental", "ephemeral"), "python": ("table",)}


@dataclass(frozen=True)
class Node:
    """A model or a test: ``relation`` is what a model makes, ``columns`` the names and types of its contract, if any.

    With a contract ``filled_by`` is the query that fills the table, as the project has it, around the model's own.
    ``replaces`` are the columns by which new rows of an incremental model take the place of old ones. ``fails`` of a
    test are an aggregate and the condition under which it fails. ``parents`` are ids, of sources too. ``compares``:
    whether a customer's row rests on other customers, where the model says so (``config.meta.compares_customers``).
    """

    id: str
    name: str
    path: str
    code: str
    parents: tuple[str, ...]
    relation: str = ""
    materialized: str = ""
    language: str = "sql"
    columns: tuple[tuple[str, str], ...] = ()
    filled_by: str = ""
    replaces: tuple[str, ...] = ()
    fails: tuple[str, str] | None = None
    compares: bool | None = None

    @property
    def table(self) -> str:
        """Return the name of the table or view that a model makes."""
        return self.relation.rpartition(".")[2].strip('"')


@dataclass(frozen=True)
class Compiled:
    """The nodes of a project by id, and the configuration and settings with which the database is opened."""

    nodes: dict[str, Node]
    config: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def below(self, roots: Iterable[str]) -> set[str]:
        """Return the nodes that lie below ``roots``, which are ids of nodes or sources, ``roots`` included."""
        children: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for parent in node.parents:
                children.setdefault(parent, []).append(node.id)
        return _walked(roots, children) & set(self.nodes)

    def above(self, roots: Iterable[str]) -> set[str]:
        """Return the models that ``roots`` are made from, ``roots`` included."""
        return _walked(roots, {node.id: node.parents for node in self.nodes.values()}) & set(self.nodes)

    def model(self, name: str) -> Node:
        """Return a model by name; KeyError where there is none."""
        found = [node for node in self.nodes.values() if node.materialized and node.name == name]
        if not found:
            raise KeyError(name)
        return found[0]

    def source(self, address: str) -> Iterable[str]:
        """Return the ids by which nodes name a source table, ``metering.daily_energy``."""
        found = {parent for node in self.nodes.values() for parent in node.parents}
        return [one for one in found if one.startswith("source.") and one.endswith(f".{address}")]


def _walked(roots: Iterable[str], nexts: Mapping[str, Iterable[str]]) -> set[str]:
    seen, left = set(), list(roots)
    while left:
        if (one := left.pop()) not in seen:
            seen.add(one)
            left.extend(nexts.get(one, ()))
    return seen


# The packages of dbt itself, whose macros every model uses.
_DBT = ("dbt", "dbt_duckdb")


def reaching(manifest: Any, macro: str) -> set[str]:
    """Return the names of the macros that call ``macro``, by whatever way; itself included, dbt's own left out."""
    own = {one.name: one.macro_sql for one in manifest.macros.values() if one.package_name not in _DBT}
    found, size = {macro}, 0
    while size < len(found):
        size = len(found)
        found |= {name for name, sql in own.items() if mentions(sql, found)}
    return found


def mentions(sql: str, macros: Iterable[str]) -> bool:
    """Whether a template calls one of the macros. dbt's own list leaves out what stands under a condition."""
    return re.search(rf"\b(?:{'|'.join(map(re.escape, sorted(macros)))})\(", sql) is not None


def from_manifest(manifest: Any, config: Any, root: Path, *, partly: bool = False) -> Compiled | None:
    """Return what dbt's ``manifest`` holds compiled, or None where `session` could not do as dbt does.

    ``config`` is that of dbt's adapter, ``root`` is the home's folder. ``partly``: only the models that are compiled,
    and the caller attaches the other databases that they read; else all are to be compiled, and there may be no other.
    """
    made = [one for one in manifest.nodes.values() if one.resource_type not in ("seed", "analysis")]
    made = [one for one in made if not partly or (one.compiled and one.resource_type == "model")]
    querying = reaching(manifest, "run_query") | {"load_result"}
    nodes = [None if mentions(one.raw_code, querying) else _node(one, manifest, config) for one in made]
    credentials = config.credentials
    beyond = credentials.plugins or credentials.extensions or (credentials.attach and not partly)
    if beyond or not all(nodes):
        return None
    options = {name: _placeless(one, root) for name, one in (credentials.config_options or {}).items()}
    return Compiled({node.id: node for node in nodes if node}, options, dict(credentials.settings or {}))


def _placeless(value: Any, root: Path) -> Any:
    return value.replace(str(root), HOME) if isinstance(value, str) else value


def _filled_by(one: Any, manifest: Any, config: Any) -> str:
    """Return what dbt fills the table of a contract with: a project may replace the macro that writes it."""
    from dbt.context.providers import generate_runtime_model_context  # the process that runs dbt has it loaded

    return str(generate_runtime_model_context(one, config, manifest)["get_select_subquery"](CODE))


def _node(one: Any, manifest: Any, adapter_config: Any) -> Node | None:
    if not one.compiled or not one.compiled_code:
        return None
    common: dict[str, Any] = {
        "id": one.unique_id,
        "name": one.name,
        "path": one.original_file_path,
        "code": one.compiled_code,
        "parents": tuple(one.depends_on.nodes),
        "language": one.language,
    }
    config = one.config
    if one.resource_type == "test":
        usual = str(config.severity).upper() == "ERROR" and not config.store_failures and config.limit is None
        return Node(**common, fails=(config.fail_calc, config.error_if)) if usual else None
    is_known = one.resource_type == "model" and config.materialized in _MATERIALIZED.get(one.language, ())
    if not is_known or config.pre_hook or config.post_hook or config.grants or _constraints(one):
        return None
    key = config.unique_key or ()
    replaces = (key,) if isinstance(key, str) else tuple(key)
    is_incremental = config.materialized == "incremental"
    if is_incremental and (config.incremental_strategy != "delete+insert" or not replaces):
        return None
    declared = tuple((column.name, column.data_type) for column in one.columns.values())
    is_filled = config.contract.enforced and config.materialized in ("table", "incremental")
    return Node(
        **common,
        relation=one.relation_name or "",
        materialized=config.materialized,
        columns=declared if config.contract.enforced else (),
        filled_by=_filled_by(one, manifest, adapter_config) if is_filled else "",
        replaces=replaces if is_incremental else (),
        compares=(config.meta or {}).get("compares_customers"),
    )


def _constraints(one: Any) -> bool:
    return bool(one.constraints) or any(column.constraints for column in one.columns.values())


def write_compiled(compiled: Compiled, key: str, path: Path) -> None:
    """Write what was compiled, under a key that says of what."""
    content = {"form": _FORM, "key": key, **asdict(compiled)}
    replace_text(path, json.dumps({"sha256": _digest(content), **content}, ensure_ascii=False))


def read_compiled(path: Path, key: str) -> Compiled | None:
    """Return what was kept under ``key``, or None where it is of another key, gone or not as it was written."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.pop("sha256") != _digest(found) or (found["form"], found["key"]) != (_FORM, key):
            return None
        return Compiled({name: _read(one) for name, one in found["nodes"].items()}, found["config"], found["settings"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _digest(content: Mapping[str, Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _read(one: dict[str, Any]) -> Node:
    columns, fails = tuple((name, kind) for name, kind in one["columns"]), one["fails"]
    lists = {name: tuple(one[name]) for name in ("parents", "replaces")}
    fields: dict[str, Any] = one | lists | {"columns": columns, "fails": tuple(fails) if fails else None}
    return Node(**fields)
