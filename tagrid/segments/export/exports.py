"""Exports a segment: select, write aside, record, and only then move the file to where it was requested.

So there is no file without a record. Who was in a file and who was held out stands in the home by the export's number.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from tagrid.catalog import record
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import digest, replace_text
from tagrid.core.project import Home
from tagrid.core.state import Base, session, utc_now
from tagrid.segments.audit import acting_user, add_record
from tagrid.segments.disclosure import restricted_tags_used
from tagrid.segments.export.file import check_file, delete_aside, move_into_place, write_aside
from tagrid.segments.export.selection import ExportSelection, checked_columns, export_table, select_customers
from tagrid.segments.rule import Rule, tag_conditions, to_text
from tagrid.segments.saved import SavedSegment
from tagrid.segments.workspace import Workspace

MOST_PURPOSE = 500


class Export(Base):
    """One export; who was in the file and who was held out stands in a Parquet file of its number."""

    __tablename__ = "segment_exports"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    who: Mapped[str]
    purpose: Mapped[str]
    segment: Mapped[str | None]
    revision: Mapped[int | None]
    rule: Mapped[str]
    version: Mapped[str]
    catalog_version: Mapped[str]
    as_of: Mapped[date]
    columns: Mapped[list] = mapped_column(JSON)
    members: Mapped[int]
    # Which consent was needed, and how many had refused it; None: the data has no consents, or none was needed.
    consent: Mapped[str | None]
    opted_out: Mapped[int | None]
    capped: Mapped[str | None]
    hold_out_share: Mapped[float]
    held_out: Mapped[int]
    seed: Mapped[int]
    rows: Mapped[int]
    file: Mapped[str]
    sha256: Mapped[str]

    def described(self) -> dict:
        """Return as JSON-able values."""
        shown = {column.key: getattr(self, column.key) for column in self.__table__.columns}
        return {key: one.isoformat() if isinstance(one, date) else one for key, one in shown.items()}


@dataclass(frozen=True)
class ExportRequest:
    """What to export: `expression` read in the version, or the rule a saved segment has."""

    expression: str
    purpose: str
    out: Path
    columns: tuple[str, ...] = ()
    by: str | None = None
    lang: str = "zh"
    codes: bool = False
    bom: bool = False
    random: int | None = None
    top: tuple[int, str] | None = None
    hold_out: float = 0.0
    seed: int | None = None
    consent: str | None = "marketing"
    restricted: bool = False
    segment: SavedSegment | None = field(default=None)


def export_segment(home: Home, workspace: Workspace, request: ExportRequest) -> Export:
    """Write the file and its record; return the record.

    Raises BadInput for a request that cannot be met, such as restricted tags not confirmed; TagridError where the file
    or the record cannot be written. A file of that name is replaced, or left as it was where anything fails.
    """
    rule, wanted = check_request(workspace, request)
    check_file(request.out)
    seed = request.seed if request.seed is not None else secrets.randbelow(2**31)
    drawn = select_customers(
        home,
        workspace,
        rule,
        seed=seed,
        consent=request.consent,
        random=request.random,
        top=request.top,
        hold_out=request.hold_out,
    )
    table = export_table(workspace, drawn.inside, wanted, request.lang, request.codes)
    made = _new_export(workspace, request, rule, drawn, wanted, seed)
    moves = write_aside(table, file_metadata(made), request.out, request.bom)
    try:
        _record_export(home, made, drawn, moves[-1][0])
        move_into_place(moves)
    except OSError as error:
        raise TagridError(
            en=f"{request.out} could not be written: {error}", zh=f"无法写入 {request.out}：{error}"
        ) from error
    finally:
        delete_aside(moves)
    _record_use(home, rule, wanted, workspace)
    return made


def check_request(workspace: Workspace, request: ExportRequest) -> tuple[Rule, list[str]]:
    """Return the rule and the columns of an export; raises BadInput for a request that no version could meet."""
    purpose = request.purpose.strip()
    if not purpose or len(purpose) > MOST_PURPOSE:
        raise BadInput(
            en=f"--purpose says what the customers are needed for, in 1 to {MOST_PURPOSE} characters.",
            zh=f"请用 1 至 {MOST_PURPOSE} 个字写明导出用途（--purpose）。",
        )
    if not 0 <= request.hold_out < 1:
        raise BadInput(
            en=f"--hold-out is a share from 0 up to, not with, 100%; not {request.hold_out:.0%}.",
            zh=f"对照组比例（--hold-out）应不低于 0 且小于 100%，不能是 {request.hold_out:.0%}。",
        )
    if request.lang not in ("zh", "en"):
        raise BadInput(
            en=f"--lang is zh or en, not '{request.lang}'.", zh=f"--lang 应为 zh 或 en，不能是“{request.lang}”。"
        )
    rule, wanted = workspace.parse(request.expression), checked_columns(workspace, request.columns)
    restricted = restricted_tags_used(workspace.catalog, rule, wanted)
    if restricted and not request.restricted:
        raise BadInput(
            en=f"The export would give away {', '.join(restricted)}, which is restricted; --restricted takes it upon "
            "you.",
            zh=f"导出将泄露限制级标签 {'、'.join(restricted)}；确需导出时请选择并承担责任（--restricted）。",
        )
    return rule, wanted


def _new_export(
    workspace: Workspace, request: ExportRequest, rule: Rule, drawn: ExportSelection, wanted: list[str], seed: int
) -> Export:
    version, saved = workspace.version, request.segment
    capped = f"random {request.random}" if request.random is not None else None
    return Export(
        who=acting_user(request.by),
        purpose=request.purpose.strip(),
        segment=saved.name if saved else None,
        revision=saved.revision if saved else None,
        rule=saved.expression if saved else to_text(rule),
        version=version.id,
        catalog_version=workspace.catalog.version,
        as_of=version.as_of,
        columns=wanted,
        members=drawn.members,
        consent=request.consent if drawn.opted_out is not None else None,
        opted_out=drawn.opted_out,
        capped=f"top {request.top[0]} by {request.top[1]}" if request.top else capped,
        hold_out_share=request.hold_out,
        held_out=len(drawn.held_out),
        seed=seed,
        rows=len(drawn.inside),
        file=str(request.out.resolve()),
        sha256="",
    )


def file_metadata(made: Export) -> dict:
    """Return the description of a file that is written into it."""
    left_out = ("id", "at", "file", "sha256", "seed")
    return {key: one for key, one in made.described().items() if key not in left_out and one is not None}


def _record_export(home: Home, made: Export, drawn: ExportSelection, written: Path) -> None:
    """Record the export, in the audit log too, and who was in it."""
    made.sha256 = digest(written)
    with session(home) as opened:
        opened.add(made)
        opened.flush()
        people = _write_people(home, made.id, drawn)
        replace_text(_record_path(home, made.id), json.dumps(made.described(), ensure_ascii=False, indent=1))
    add_record(home, made.who, "export", made.described() | {"people_sha256": digest(people)})


def people_path(home: Home, number: int) -> Path:
    """Return the file that says who was in export `number`."""
    return home.root / "exports" / f"{number:06d}.parquet"


def _record_path(home: Home, number: int) -> Path:
    """Return the file with the record of export `number`, for when the state database is lost."""
    return people_path(home, number).with_suffix(".json")


def restore_exports(home: Home) -> int:
    """Put the exports that a renewed state database lacks back into it, and return how many.

    They are read from the records beside the lists of who was in them. An export of before there were such records
    keeps its number and its list, so that no later one takes them.
    """
    folder = people_path(home, 1).parent
    numbers = sorted({int(path.stem) for path in folder.glob("*.parquet") if path.stem.isdigit()})
    with session(home) as opened:
        known = set(opened.scalars(select(Export.id)))
        lost = [_restored(home, number) for number in numbers if number not in known]
        opened.add_all(lost)
    return len(lost)


def _restored(home: Home, number: int) -> Export:
    path = _record_path(home, number)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        times = {"at": datetime.fromisoformat(found["at"]), "as_of": date.fromisoformat(found["as_of"])}
        return Export(**{**found, **times})
    except (OSError, ValueError, KeyError, TypeError):
        people = people_path(home, number)
        lost: dict = dict.fromkeys(("who", "rule", "version", "catalog_version", "sha256"), "unknown")
        made = datetime.fromtimestamp(people.stat().st_mtime, UTC).replace(tzinfo=None)
        counts = {"members": 0, "hold_out_share": 0.0, "held_out": 0, "seed": 0, "rows": 0, "columns": []}
        about = {"id": number, "at": made, "as_of": made.date(), "purpose": "its record was lost", "file": str(people)}
        return Export(**lost, **counts, **about)


def _write_people(home: Home, number: int, drawn: ExportSelection) -> Path:
    import polars as pl  # heavy; counting a segment needs none of it

    path = people_path(home, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    ids = [*drawn.inside, *drawn.held_out]
    flags = [False] * len(drawn.inside) + [True] * len(drawn.held_out)
    pl.DataFrame(
        {"customer_id": ids, "is_held_out": flags}, schema={"customer_id": pl.String, "is_held_out": pl.Boolean}
    ).write_parquet(aside)
    aside.replace(path)
    return path


def _record_use(home: Home, rule: Rule, wanted: list[str], workspace: Workspace) -> None:
    tags = {leaf.tag for leaf in tag_conditions(rule)} | {one for one in wanted if one in workspace.catalog.tags}
    record(home, tags, "export")


def exports_made(home: Home) -> list[Export]:
    """Return every export, oldest first."""
    with session(home) as opened:
        return list(opened.query(Export).order_by(Export.id))


def find_export(home: Home, number: int) -> Export:
    """Return one export; raises BadInput where there is none of that number."""
    with session(home) as opened:
        found = opened.get(Export, number)
    if found is None:
        raise BadInput(
            en=f"There is no export {number}; `tagrid segment exports` lists them.",
            zh=f"没有第 {number} 次导出；可用 `tagrid segment exports` 查看全部。",
        )
    return found
