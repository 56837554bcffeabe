"""Scheduled exports of saved segments, and all that happens to saved segments after a refresh.

``FOLLOWING`` is what a refresh does once a version is in force; nothing in it can fail the refresh.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.core.state import Base, utc_now
from tagrid.core.text import Text, as_text
from tagrid.published import Version
from tagrid.segments.audit import acting_user, add_record
from tagrid.segments.export.exports import Export, ExportRequest, check_request, export_segment, exports_made
from tagrid.segments.export.file import FORMATS, allowed_folder, clear_downloads, export_file_name, export_root
from tagrid.segments.rule import quote
from tagrid.segments.saved import SavedSegment, get_segment, saved_segments, segments_session
from tagrid.segments.saving import set_schedule
from tagrid.segments.status import record_sizes
from tagrid.segments.workspace import Workspace

_KEYS = {"columns", "by", "lang", "codes", "bom", "hold_out", "seed", "consent", "restricted", "random", "top"}


class ScheduledRun(Base):
    """One writing of a scheduled export: the export it made, or why there is none."""

    __tablename__ = "segment_export_runs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    version: Mapped[str]
    export: Mapped[int | None]
    rows: Mapped[int | None]
    file: Mapped[str | None]
    problem: Mapped[str | None]
    # The problem in Chinese, for a page.
    problem_zh: Mapped[str | None]

    def described(self) -> dict:
        """Return as JSON-able values."""
        shown = {key: getattr(self, key) for key in ("version", "export", "rows", "file", "problem")}
        return {"at": self.at.isoformat(timespec="seconds")} | shown


@dataclass(frozen=True)
class Duty:
    """One thing that follows a publish; ``do`` returns what went wrong within it, and raises where nothing was done."""

    title: Text
    do: Callable[[Home, Version], list[Text]]

    def attempt(self, home: Home, version: Version) -> tuple[bool, list[Text]]:
        """Return whether it is done, and what went wrong, a line each; it raises nothing."""
        try:
            return True, self.do(home, version)
        except Exception as error:
            reason = error.text if isinstance(error, TagridError) else as_text(error)
            return False, [self.title + Text(en=": ", zh="：") + reason]


def _record_sizes(home: Home, version: Version) -> list[Text]:
    record_sizes(home, version)
    return []


def _clear_downloads(home: Home, _: Version) -> list[Text]:
    clear_downloads(home)
    return []


def _write_once(home: Home, version: Version) -> list[Text]:
    return write_scheduled(home, version, is_once=True)


# Each may be run again for the same version: it does what is not done yet.
FOLLOWING: dict[str, Duty] = {
    "sizes": Duty(Text(en="Sizes of saved segments", zh="已存客群的户数"), _record_sizes),
    "downloads": Duty(Text(en="Downloads of the app", zh="应用的下载文件"), _clear_downloads),
    "exports": Duty(Text(en="Scheduled exports", zh="定期导出"), _write_once),
}


def after_refresh(home: Home, version: Version) -> list[Text]:
    """Record the size of every saved segment in `version` and write the exports that are scheduled.

    Returns what went wrong, one line each; it raises nothing. Running it again for the same version changes nothing
    but an export that failed.
    """
    return [wrong for duty in FOLLOWING.values() for wrong in duty.attempt(home, version)[1]]


def schedule_plan(home: Home, folder: Path, form: str, purpose: str, **options) -> dict:
    """Return a schedule as it is saved; raises BadInput for what no refresh could write, or not there."""
    if f".{form}" not in FORMATS:
        forms = [one[1:] for one in FORMATS]
        raise BadInput(
            en=f"--format is {', '.join(forms)}, not {form!r}.",
            zh=f"格式（--format）应为 {'、'.join(forms)}，不能是“{form}”。",
        )
    if not purpose.strip():
        raise BadInput(en="--purpose says what the customers are needed for.", zh="请写明导出用途（--purpose）。")
    if unknown := options.keys() - _KEYS:
        names = sorted(unknown)
        raise BadInput(en=f"A schedule has no {', '.join(names)}.", zh=f"定期导出没有这些选项：{'、'.join(names)}。")
    return {
        "folder": str(allowed_folder(home, folder).relative_to(export_root(home))),
        "format": form,
        "purpose": purpose.strip(),
        **options,
    }


def schedule_export(home: Home, workspace: Workspace, name: str, plan: dict, by: str | None = None) -> SavedSegment:
    """Export the segment `name` so after every refresh; the audit log records it.

    Raises BadInput where the present version could not be exported so: nobody would see it fail at night.
    """
    saved = get_segment(home, name)
    check_request(workspace, _export_request(saved, workspace, plan, allowed_folder(home, Path(plan["folder"]))))
    return _set_plan(home, name, plan, "schedule", by)


def pause_schedule(home: Home, name: str, is_paused: bool, by: str | None = None) -> SavedSegment:
    """Stop writing a scheduled export for a while, or go on; raises BadInput where there is none."""
    plan = {**_plan_of(get_segment(home, name))}
    return _set_plan(
        home, name, {**plan, "paused": is_paused}, "pause schedule" if is_paused else "resume schedule", by
    )


def end_schedule(home: Home, name: str, by: str | None = None) -> SavedSegment:
    """End a schedule; what it wrote stays. Raises BadInput where there is none."""
    _plan_of(get_segment(home, name))
    return _set_plan(home, name, None, "end schedule", by)


def _plan_of(saved: SavedSegment) -> dict:
    if not saved.schedule:
        raise BadInput(en=f"'{saved.name}' is not exported on a schedule.", zh=f"客群“{saved.name}”没有定期导出。")
    return saved.schedule


def _set_plan(home: Home, name: str, plan: dict | None, action: str, by: str | None) -> SavedSegment:
    saved = set_schedule(home, name, plan)
    about = plan or {}
    detail = {"segment": name, "rule": saved.expression, "purpose": about.get("purpose", ""), "schedule": plan}
    add_record(home, acting_user(by), action, detail)
    return saved


def write_scheduled(home: Home, version: Version, name: str | None = None, is_once: bool = False) -> list[Text]:
    """Write the scheduled exports of `version` that are not written yet, or that of the segment `name` alone.

    With ``is_once`` what was written for the version before is not written again, although its file may be gone:
    whoever waits for the file has taken it.
    Returns what went wrong, a line each. The result of each is recorded for `scheduled_runs`.
    """
    saved = saved_segments(home)
    problems: list[Text] = []
    waiting = [one for one in saved if one.schedule and not one.schedule.get("paused")]
    if not waiting:
        return []
    workspace = Workspace(version, {one.name: one.expression for one in saved})
    done = {made.file for made in exports_made(home) if made.version == version.id}
    files = Counter(_scheduled_file(home, one, version.id) for one in waiting)
    written = _written_for(home, version) if is_once else set()
    for one in waiting:
        if name not in (None, one.name) or one.id in written:
            continue
        try:
            _write_one(home, workspace, one, done, files[_scheduled_file(home, one, version.id)] > 1)
        except (TagridError, OSError) as error:
            reason = error.text if isinstance(error, TagridError) else _write_error(error)
            _record_run(home, one, workspace, problem=reason.en, problem_zh=reason.zh)
            problems.append(Text(en=f"Scheduled export of '{one.name}': ", zh=f"“{one.name}”的定期导出：") + reason)
    return problems


def _written_for(home: Home, version: Version) -> set[int]:
    """Return the segments whose scheduled export was written for a version."""
    with segments_session(home) as opened:
        query = select(ScheduledRun.segment_id)
        return set(opened.scalars(query.where(ScheduledRun.version == version.id, ScheduledRun.export.is_not(None))))


def _write_error(error: OSError) -> Text:
    where, why = error.filename or "", error.strerror or str(error)
    return Text(en=f"{where} could not be written: {why}", zh=f"无法写入 {where}：{why}")


def _scheduled_file(home: Home, one: SavedSegment, version: str, suffix: str = "") -> Path:
    plan = one.schedule or {}
    # From the root, so that a home can be moved; one of before has a whole path, which stays as it is.
    return export_root(home) / plan["folder"] / export_file_name(f"{one.name}{suffix}", version, plan["format"])


def _write_one(home: Home, workspace: Workspace, one: SavedSegment, done: set[str], is_shared: bool) -> None:
    """Write one export; `is_shared`: the segment's number tells its file from that of another with such a name."""
    out = _scheduled_file(home, one, workspace.version.id, f"-{one.id}" if is_shared else "")
    folder = allowed_folder(home, out.parent)  # again: a folder may have become a link since
    if str(out.resolve()) in done and out.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = export_segment(home, workspace, _export_request(one, workspace, one.schedule or {}, folder, out.name))
    _record_run(home, one, workspace, made)


def _export_request(one: SavedSegment, workspace: Workspace, plan: dict, folder: Path, file: str = "") -> ExportRequest:
    options = {key: plan[key] for key in _KEYS & plan.keys()}
    options["columns"] = tuple(options.get("columns") or ())
    options["top"] = tuple(options["top"]) if options.get("top") else None
    out = folder / (file or export_file_name(one.name, workspace.version.id, plan["format"]))
    return ExportRequest(f"segment({quote(one.name)})", plan["purpose"], out, segment=one, **options)


def _record_run(home: Home, one: SavedSegment, workspace: Workspace, made: Export | None = None, **problem) -> None:
    result = {"export": made.id, "rows": made.rows, "file": made.file} if made else {}
    with segments_session(home) as opened:
        opened.add(ScheduledRun(segment_id=one.id, version=workspace.version.id, **result, **problem))


def scheduled_runs(home: Home, segment_id: int, most: int = 20) -> list[ScheduledRun]:
    """Return the results of the last writings of a segment's scheduled export, the last first."""
    with segments_session(home) as opened:
        query = select(ScheduledRun).where(ScheduledRun.segment_id == segment_id)
        return list(opened.scalars(query.order_by(ScheduledRun.id.desc()).limit(most)))
