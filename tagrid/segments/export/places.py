"""Where scheduled exports may be written: in folders under one root, and nowhere else on the machine."""

import os
import re
from pathlib import Path

from tagrid.errors import BadInput
from tagrid.home import Home


def export_root(home: Home) -> Path:
    """Return the root (``TAGRID_EXPORT_ROOT``, by default ``lists/`` in the home), links followed."""
    return Path(os.environ.get("TAGRID_EXPORT_ROOT") or home.root / "lists").resolve()


def allowed(home: Home, folder: Path) -> Path:
    """Return `folder`, taken under the root where it is relative, links followed.

    Raises BadInput for one outside the root, by `..` or by a link too.
    """
    root = export_root(home)
    if "\0" in str(folder):
        raise BadInput("A folder's name holds no null character.", "文件夹名称不能含空字符。")
    found = (root / folder).resolve()
    if not found.is_relative_to(root):
        raise BadInput(
            f"{folder} is not under {root}, where scheduled exports are written (TAGRID_EXPORT_ROOT).",
            f"{folder} 不在定期导出的根目录 {root} 之下（由 TAGRID_EXPORT_ROOT 指定）。",
        )
    return found


def file_name(name: str, version: str, form: str) -> str:
    """Return the file of a segment in a version; what a file name cannot have is a dash."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "segment"
    return f"{plain}-{version}.{form}"
