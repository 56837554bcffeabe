"""Exports that are written after every refresh: what a saved segment carries of them, and writing them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.errors import BadInput, TagridError
from tagrid.home import Home
from tagrid.segments.desk import Desk
from tagrid.segments.export.make import Request, export, exports
from tagrid.segments.export.write import FORMATS
from tagrid.segments.keep.read import Kept, saved_segments
from tagrid.segments.text import quoted

if TYPE_CHECKING:
    from tagrid.refresh.versions import Version

_KEYS = {
    "folder",
    "format",
    "purpose",
    "columns",
    "by",
    "lang",
    "codes",
    "bom",
    "hold_out",
    "seed",
    "consent",
    "restricted",
}


def planned(folder: Path, form: str, purpose: str, **options) -> dict:
    """Return a schedule as it is kept; raises BadInput for what no refresh could write."""
    if f".{form}" not in FORMATS:
        forms = [one[1:] for one in FORMATS]
        raise BadInput(
            f"--format is {', '.join(forms)}, not {form!r}.",
            f"格式（--format）应为 {'、'.join(forms)}，不能是“{form}”。",
        )
    if not purpose.strip():
        raise BadInput("--purpose says what the customers are needed for.", "请写明导出用途（--purpose）。")
    if unknown := options.keys() - _KEYS:
        names = sorted(unknown)
        raise BadInput(f"A schedule has no {', '.join(names)}.", f"定期导出没有这些选项：{'、'.join(names)}。")
    return {"folder": str(folder.resolve()), "format": form, "purpose": purpose, **options}


def file_name(name: str, version: str, form: str) -> str:
    """Return the file of a segment in a version; what a file name cannot have is a dash."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "segment"
    return f"{plain}-{version}.{form}"


def write_scheduled(home: Home, version: "Version") -> list[str]:
    """Write the scheduled exports of `version` that are not written yet; return what went wrong, a line each."""
    kept, problems = saved_segments(home), []
    desk = Desk(version, {one.name: one.expression for one in kept})
    waiting = [one for one in kept if one.schedule]
    done = {made.file for made in exports(home) if made.version == version.id} if waiting else set()
    for one in waiting:
        try:
            _write(home, desk, one, done)
        except (TagridError, OSError) as error:
            problems.append(f"Scheduled export of '{one.name}': {error}")
    return problems


def _write(home: Home, desk: Desk, one: Kept, done: set[str]) -> None:
    plan = dict(one.schedule or {})
    folder, form = Path(plan.pop("folder")), plan.pop("format")
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / file_name(one.name, desk.version.id, form)
    if str(out.resolve()) in done and out.exists():
        return
    plan["columns"] = tuple(plan.get("columns") or ())
    export(home, desk, Request(f"segment({quoted(one.name)})", out=out, segment=one, **plan))
