"""A content file of the current project, read as a model and held until the file changes."""

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from tagrid.core.overlay import content_file
from tagrid.core.yaml_lines import YamlDocument

M = TypeVar("M", bound=BaseModel)

MOST_FILES = 32


def read_content(file: str, model: type[M], project: Path | None = None) -> M | None:
    """Return a project's content file, named from its root, as ``model``; None where there is no such file.

    ``BadInput`` names the line and the field that is wrong.
    """
    path = content_file(file, project)
    return _read(path, file, model, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=MOST_FILES)
def _read(path: Path, file: str, model: type[M], _state: int) -> M:
    return YamlDocument(path, file).as_model(model)
