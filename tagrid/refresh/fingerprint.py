"""What a version is made from, as hashes: landed data, SQL, meaning, engine, models in use."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tagrid.home import PROJECT, Home
from tagrid.sources.index import Index

# Facts are incremental: when the SQL that makes them changes, what they hold was made by the old SQL.
_HISTORY = ["dbt_project/models/staging", "dbt_project/models/marts", "dbt_project/macros"]
_MEANING = ["taxonomy", "dbt_project", "dbt_project.yml", "models_ml"]
_ENGINE = ["tagrid", "expectations"]
_CONTENT = {".yml", ".sql", ".csv", ".py"}


def content_hash(paths: Iterable[str], project: Path = PROJECT) -> str:
    """Return one sha256 over names and bytes of the content files under ``paths`` of the project."""
    total = hashlib.sha256()
    for place in (project / name for name in paths):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in _CONTENT:
                total.update(f"{path.relative_to(project)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def champions(home: Home) -> dict[str, str]:
    """Return the model in use of each score."""
    return {p.parent.name: p.read_text(encoding="utf-8").strip() for p in sorted(home.models.glob("*/champion"))}


def fingerprint(home: Home, index: Index) -> dict:
    """Return what a version is made from, in parts; with the as-of date they decide its content."""
    return {
        "landed": {address: table.last_seq for address, table in sorted(index.tables.items())},
        "history": content_hash(_HISTORY),
        "meaning": content_hash(_MEANING),
        "engine": content_hash(_ENGINE),
        "champions": champions(home),
    }
