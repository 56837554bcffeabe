"""What takes seconds to find out, kept in a file under a key that says of what; it is used only as it was written."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from tagrid.core.files import replace_text


def write_cache(path: Path, key: str, content: Any) -> None:
    """Keep JSON-able ``content`` under ``key``."""
    noted = {"key": key, "content": content}
    replace_text(path, json.dumps({"sha256": _digest(noted), **noted}, ensure_ascii=False))


def read_cache(path: Path, key: str) -> Any:
    """Return what was kept under ``key``; None where it is of another key, gone or not as it was written."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        written = noted.pop("sha256")
        return noted["content"] if noted["key"] == key and written == _digest(noted) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _digest(noted: dict[str, Any]) -> str:
    return sha256(json.dumps(noted, sort_keys=True).encode()).hexdigest()
