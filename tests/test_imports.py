"""How modules import each other, beyond what import-linter sees: it does not look through a package's lazy face.

A package of the engine is entered by its face, ``__init__.pyi``, which lists names and the module each comes from.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE

PRODUCT = ("tagrid", "app", "models_ml", "expectations", "calendars")
OUTSIDE = ("tests", "benchmarks", "docs", "examples")


def _python(tops: tuple[str, ...]) -> list[Path]:
    return [path for top in tops for path in sorted((REFERENCE / top).rglob("*.py"))]


def _name(path: Path) -> str:
    parts = path.relative_to(REFERENCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


MODULES = {_name(path): path for path in _python(PRODUCT)}
FACES = {_name(path.with_suffix(".py")): path for path in sorted((REFERENCE / "tagrid").rglob("__init__.pyi"))}


@cache
def _face(package: str) -> dict[str, str]:
    """Return the names a package's face lists, and the module each comes from."""
    body = ast.parse(FACES[package].read_text(encoding="utf-8")).body
    listed = [one for one in body if isinstance(one, ast.ImportFrom)]
    return {alias.name: f"{package}.{one.module}" for one in listed for alias in one.names}


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the module and the name of each import of a node; the name is empty for ``import module``."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are absolute"
        yield from ((str(node.module), alias.name) for alias in node.names)


def _defining(module: str, name: str) -> str:
    """Return the module that an import reaches, through the face of a package."""
    if f"{module}.{name}" in MODULES:
        return f"{module}.{name}"
    return _face(module).get(name, module) if module in FACES else module


@cache
def _imports(path: Path) -> list[tuple[str, str]]:
    return [pair for node in ast.walk(_tree(path)) for pair in _imported(node)]


def _reached(path: Path) -> set[str]:
    return {found for module, name in _imports(path) if (found := _defining(module, name)) in MODULES}


def _local_imports(path: Path) -> Iterator[ast.stmt]:
    """Yield the imports that stand inside a function."""
    functions = [one for one in ast.walk(_tree(path)) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = {
        one.lineno: one for each in functions for one in ast.walk(each) if isinstance(one, ast.Import | ast.ImportFrom)
    }
    return iter(found.values())


def _at(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(REFERENCE)}:{getattr(node, 'lineno', 1)}"


@pytest.mark.slow
def test_no_modules_import_each_other_in_a_circle():
    graph = {name: _reached(path) - {name} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


def _packages(module: str) -> list[str]:
    """Return the packages that hold a module, without the root."""
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(2, len(parts))]


def test_another_package_is_entered_by_its_face():
    """A module is named only for what is called as the module itself is, which the face cannot hand out."""
    behind = []
    for name, path in MODULES.items():
        for node in ast.walk(_tree(path)):
            for module in dict.fromkeys(module for module, _ in _imported(node)):
                has_face = module in MODULES and module not in FACES and any(one in FACES for one in _packages(module))
                own_name = any(imported == module.rpartition(".")[2] for _, imported in _imported(node))
                if has_face and not own_name and _packages(module)[0] not in (name, *_packages(name)):
                    behind.append(f"{_at(path, node)}: {module}")
    assert behind == []


def test_own_modules_are_imported_at_the_top():
    own = {
        _at(path, one)
        for path in MODULES.values()
        for one in _local_imports(path)
        if any(module.split(".")[0] in PRODUCT for module, _ in _imported(one))
    }
    assert own == set(), "an own package is imported inside a function; put the import at the top"


def test_a_library_imported_inside_a_function_has_its_reason_beside_it():
    """Only a heavy library off the start-up path is; the comment stands on the line or heads the block of imports."""
    without = []
    for path in MODULES.values():
        lines = path.read_text(encoding="utf-8").splitlines()
        explained: set[int] = set()
        for one in sorted(_local_imports(path), key=lambda node: node.lineno):
            above = one.lineno - 1
            if "#" in lines[above] or lines[above - 1].lstrip().startswith("#") or above in explained:
                explained.add(one.end_lineno or one.lineno)
            standard = any(module.split(".")[0] in sys.stdlib_module_names for module, _ in _imported(one))
            if standard or (one.end_lineno or one.lineno) not in explained:
                without.append(_at(path, one))
    assert without == []


def _users(package: str) -> dict[str, set[str]]:
    """Return the names imported from a package, by whom; a name of one of its modules is no part of the face."""
    found: dict[str, set[str]] = {}
    for path in [*MODULES.values(), *_python(OUTSIDE)]:
        for module, name in _imports(path):
            if module == package and f"{module}.{name}" not in MODULES:
                found.setdefault(name, set()).add(_name(path))
            elif f"{module}.{name}" == package and not _name(path).startswith(f"{package}."):
                # `from tagrid import scoring`, then scoring.train
                for node in ast.walk(_tree(path)):
                    match node:
                        case ast.Attribute(value=ast.Name(id=called), attr=used) if called == name:
                            found.setdefault(used, set()).add(_name(path))
    return found


# The face of `tagrid` itself is for those who install it, not for other packages.
@pytest.mark.parametrize("package", [name for name in FACES if name != "tagrid"])
def test_a_face_lists_what_others_use_and_nothing_else(package):
    users = _users(package)
    assert sorted(_face(package)) == sorted(users)
    inside = [name for name, who in users.items() if any(one.startswith(f"{package}.") for one in who)]
    assert inside == [], "within a package, import from the module, not from the package's own face"
