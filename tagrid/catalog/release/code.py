"""What of the project's code lies below a tag: the modules of a score and the macros a model calls, as plain text."""

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path

from tagrid.home import PROJECT

Reads = list[tuple[str, str]]
_MODULE = re.compile(r"from models_ml\.(\w+) import")
_REF = re.compile(r"""dbt\.ref\(["'](\w+)["']\)""")


def python_parts(path: Path, project: Path = PROJECT) -> tuple[str, Reads]:
    """Return the code of a Python model with its module of models_ml, and the columns that it reads.

    A score reads its features; any other Python model is taken to read every column of what it refers to.
    """
    text, reads = path.read_text(encoding="utf-8"), []
    code = [plain(text)]
    for name in dict.fromkeys(_MODULE.findall(text)):
        module = project / "models_ml" / f"{name}.py"
        if module.is_file():
            code.append(plain(module.read_text(encoding="utf-8")))
            reads += _score_reads(module)
    return "\n".join(code), reads or [(name, "*") for name in _REF.findall(text)]


def plain(text: str) -> str:
    """Return Python code without comments, docstrings and layout."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def _score_reads(module: Path) -> Reads:
    """Return the columns of a score's features and of who is eligible, read off the module of that very project."""
    found = importlib.util.spec_from_file_location(f"_frozen_{module.stem}", module)
    if not found or not found.loader:
        return []
    loaded = importlib.util.module_from_spec(found)
    found.loader.exec_module(loaded)
    score = getattr(loaded, "SCORE", None)
    if score is None:
        return []
    named = re.findall(r"\b(\w+)\.(\w+)\b", score.eligible)
    return [*((feature.model, feature.column) for feature in score.features), *named]


@cache
def _macro_files(folder: Path, _state: tuple) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.sql")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for name, body in re.findall(r"\{%-?\s*macro\s+(\w+)(.*?)\{%-?\s*endmacro", text, flags=re.DOTALL):
            found[name] = " ".join(body.split())
    return found


def macro_text(name: str, project: Path = PROJECT) -> str:
    """Return a macro's text, and of those it calls, without comments and layout; empty where it is dbt's own."""
    folder = project / "dbt_project" / "macros"
    known = _macro_files(folder, tuple((p.name, p.stat().st_mtime_ns) for p in sorted(folder.glob("*.sql"))))
    texts, ahead = {}, [name]
    while ahead:
        one = ahead.pop()
        if one in known and one not in texts:
            texts[one] = known[one]
            ahead += re.findall(r"\b(\w+)\(", known[one])
    return "\n".join(texts[one] for one in sorted(texts))
