"""Exports that are written after every refresh: the plan a saved segment carries, writing them, what came of it."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from tagrid.errors import BadInput, TagridError, Told
from tagrid.home import Home
from tagrid.segments.desk import Desk
from tagrid.segments.export.audit import add
from tagrid.segments.export.make import Request, check_request, export, exports
from tagrid.segments.export.places import allowed, file_name
from tagrid.segments.export.tables import Export, ScheduledRun
from tagrid.segments.export.write import FORMATS
from tagrid.segments.keep.read import Kept, find, kept_session, saved_segments
from tagrid.segments.keep.write import set_schedule, whoever
from tagrid.segments.text import quoted

if TYPE_CHECKING:
    from tagrid.refresh.versions import Version

_KEYS = {"columns", "by", "lang", "codes", "bom", "hold_out", "seed", "consent", "restricted", "random", "top"}


def planned(home: Home, folder: Path, form: str, purpose: str, **options) -> dict:
    """Return a schedule as it is kept; raises BadInput for what no refresh could write, or not there."""
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
    return {"folder": str(allowed(home, folder)), "format": form, "purpose": purpose.strip(), **options}


def arrange(home: Home, desk: Desk, name: str, plan: dict, by: str | None = None) -> Kept:
    """Export the segment `name` so after every refresh; it is put on record.

    Raises BadInput where the present version could not be exported so: nobody would see it fail at night.
    """
    kept = find(home, name)
    check_request(desk, _request(kept, desk, plan, allowed(home, Path(plan["folder"]))))
    return _set(home, name, plan, "schedule", by)


def pause(home: Home, name: str, is_paused: bool, by: str | None = None) -> Kept:
    """Stop writing a scheduled export for a while, or go on; raises BadInput where there is none."""
    plan = {**_plan(find(home, name))}
    return _set(home, name, {**plan, "paused": is_paused}, "pause schedule" if is_paused else "resume schedule", by)


def end(home: Home, name: str, by: str | None = None) -> Kept:
    """End a schedule; what it wrote stays. Raises BadInput where there is none."""
    _plan(find(home, name))
    return _set(home, name, None, "end schedule", by)


def _plan(kept: Kept) -> dict:
    if not kept.schedule:
        raise BadInput(f"'{kept.name}' is not exported on a schedule.", f"客群“{kept.name}”没有定期导出。")
    return kept.schedule


def _set(home: Home, name: str, plan: dict | None, action: str, by: str | None) -> Kept:
    kept = set_schedule(home, name, plan)
    about = plan or {}
    detail = {"segment": name, "rule": kept.expression, "purpose": about.get("purpose", ""), "schedule": plan}
    add(home, whoever(by), action, detail)
    return kept


def write_scheduled(home: Home, version: "Version", name: str | None = None) -> list[Told]:
    """Write the scheduled exports of `version` that are not written yet, or that of the segment `name` alone.

    Returns what went wrong, a line each. What came of each is kept for `runs`.
    """
    kept, problems = saved_segments(home), []
    waiting = [one for one in kept if one.schedule and not one.schedule.get("paused")]
    if not waiting:
        return []
    desk = Desk(version, {one.name: one.expression for one in kept})
    done = {made.file for made in exports(home) if made.version == version.id}
    files = Counter(_file(one, version.id) for one in waiting)
    for one in waiting:
        if name not in (None, one.name):
            continue
        try:
            _write(home, desk, one, done, files[_file(one, version.id)] > 1)
        except (TagridError, OSError) as error:
            told = error.both if isinstance(error, TagridError) else _unwritten(error)
            _note(home, one, desk, problem=str(told), problem_zh=told.zh)
            problems.append(Told(f"Scheduled export of '{one.name}': {told}", f"“{one.name}”的定期导出：{told.zh}"))
    return problems


def _unwritten(error: OSError) -> Told:
    where, why = error.filename or "", error.strerror or str(error)
    return Told(f"{where} could not be written: {why}", f"无法写入 {where}：{why}")


def _file(one: Kept, version: str, suffix: str = "") -> Path:
    plan = one.schedule or {}
    return Path(plan["folder"]) / file_name(f"{one.name}{suffix}", version, plan["format"])


def _write(home: Home, desk: Desk, one: Kept, done: set[str], is_shared: bool) -> None:
    """Write one export; `is_shared`: the segment's number tells its file from that of another with such a name."""
    out = _file(one, desk.version.id, f"-{one.id}" if is_shared else "")
    folder = allowed(home, out.parent)  # again: a folder may have become a link since
    if str(out.resolve()) in done and out.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = export(home, desk, _request(one, desk, one.schedule or {}, folder, out.name))
    _note(home, one, desk, made)


def _request(one: Kept, desk: Desk, plan: dict, folder: Path, file: str = "") -> Request:
    options = {key: plan[key] for key in _KEYS & plan.keys()}
    options["columns"] = tuple(options.get("columns") or ())
    options["top"] = tuple(options["top"]) if options.get("top") else None
    out = folder / (file or file_name(one.name, desk.version.id, plan["format"]))
    return Request(f"segment({quoted(one.name)})", plan["purpose"], out, segment=one, **options)


def _note(home: Home, one: Kept, desk: Desk, made: Export | None = None, **problem) -> None:
    came = {"export": made.id, "rows": made.rows, "file": made.file} if made else {}
    with kept_session(home) as opened:
        opened.add(ScheduledRun(segment_id=one.id, version=desk.version.id, **came, **problem))


def runs(home: Home, segment_id: int, most: int = 20) -> list[ScheduledRun]:
    """Return what came of the last writings of a segment's scheduled export, the last first."""
    with kept_session(home) as opened:
        query = select(ScheduledRun).where(ScheduledRun.segment_id == segment_id)
        return list(opened.scalars(query.order_by(ScheduledRun.id.desc()).limit(most)))
