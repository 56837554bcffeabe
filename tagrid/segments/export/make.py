"""Exports a segment: draw, write aside, record, and only then put the file where it was asked for.

So there is no file without a record. Who was in it and who was held out is kept in the home, by the export's number.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from tagrid.errors import BadInput, TagridError
from tagrid.home import Home
from tagrid.segments.desk import Desk
from tagrid.segments.export import columns, write
from tagrid.segments.export.audit import add
from tagrid.segments.export.draw import Drawn, draw
from tagrid.segments.export.tables import Export
from tagrid.segments.keep.read import Kept
from tagrid.segments.keep.write import whoever
from tagrid.segments.rule import Rule, leaves
from tagrid.segments.text import to_text
from tagrid.state import session

MOST_PURPOSE = 500


@dataclass(frozen=True)
class Request:
    """What is asked for: `expression` read in the version, or the rule a saved segment has."""

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
    segment: Kept | None = field(default=None)


def export(home: Home, desk: Desk, request: Request) -> Export:
    """Write the file and its record; return the record.

    Raises BadInput for a wish that cannot be met, restricted tags without leave among them; TagridError where the file
    or the record cannot be written. A file of that name is replaced, or left as it was where anything fails.
    """
    rule, wanted = check_request(desk, request)
    write.check(request.out)
    seed = request.seed if request.seed is not None else secrets.randbelow(2**31)
    drawn = draw(desk, rule, seed=seed, consent=request.consent, random=request.random, top=request.top,
                 hold_out=request.hold_out)  # fmt: skip
    table = columns.table(desk, drawn.inside, wanted, request.lang, request.codes)
    made = _record(desk, request, rule, drawn, wanted, seed)
    moves = write.write(table, about(made), request.out, request.bom)
    try:
        _keep(home, made, drawn, moves[-1][0])
        write.place(moves)
    except OSError as error:
        raise TagridError(f"{request.out} could not be written: {error}", f"无法写入 {request.out}：{error}") from error
    finally:
        write.drop(moves)
    _count_use(home, rule, wanted, desk)
    return made


def check_request(desk: Desk, request: Request) -> tuple[Rule, list[str]]:
    """Return the rule and the columns of an export; raises BadInput for a wish that no version could meet."""
    purpose = request.purpose.strip()
    if not purpose or len(purpose) > MOST_PURPOSE:
        raise BadInput(
            f"--purpose says what the customers are needed for, in 1 to {MOST_PURPOSE} characters.",
            f"请用 1 至 {MOST_PURPOSE} 个字写明导出用途（--purpose）。",
        )
    if not 0 <= request.hold_out < 1:
        raise BadInput(
            f"--hold-out is a share from 0 up to, not with, 100%; not {request.hold_out:.0%}.",
            f"对照组比例（--hold-out）应不低于 0 且小于 100%，不能是 {request.hold_out:.0%}。",
        )
    if request.lang not in ("zh", "en"):
        raise BadInput(f"--lang is zh or en, not '{request.lang}'.", f"--lang 应为 zh 或 en，不能是“{request.lang}”。")
    rule, wanted = desk.parse(request.expression), columns.chosen(desk, request.columns)
    closed = columns.restricted(desk.catalog, rule, wanted)
    if closed and not request.restricted:
        raise BadInput(
            f"The export would give away {', '.join(closed)}, which is restricted; --restricted takes it upon you.",
            f"导出将泄露限制级标签 {'、'.join(closed)}；确需导出时请选择并承担责任（--restricted）。",
        )
    return rule, wanted


def _record(desk: Desk, request: Request, rule: Rule, drawn: Drawn, wanted: list[str], seed: int) -> Export:
    version, kept = desk.version, request.segment
    capped = f"random {request.random}" if request.random is not None else None
    return Export(
        who=whoever(request.by),
        purpose=request.purpose.strip(),
        segment=kept.name if kept else None,
        revision=kept.revision if kept else None,
        rule=kept.expression if kept else to_text(rule),
        version=version.id,
        catalog_version=desk.catalog.version,
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


def about(made: Export) -> dict:
    """Return what a file says of itself."""
    found = made.described()
    return {
        key: one for key, one in found.items() if key not in ("id", "at", "file", "sha256", "seed") and one is not None
    }


def _keep(home: Home, made: Export, drawn: Drawn, written: Path) -> None:
    """Record the export, in the audit log too, and who was in it."""
    from tagrid.refresh.versions import digest

    made.sha256 = digest(written)
    with session(home) as opened:
        opened.add(made)
        opened.flush()
        people = _people(home, made.id, drawn)
    add(home, made.who, "export", made.described() | {"people_sha256": digest(people)})


def people_path(home: Home, number: int) -> Path:
    """Return the file that says who was in export `number`."""
    return home.root / "exports" / f"{number:06d}.parquet"


def _people(home: Home, number: int, drawn: Drawn) -> Path:
    import polars as pl

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


def _count_use(home: Home, rule: Rule, wanted: list[str], desk: Desk) -> None:
    from tagrid.catalog.uses import record

    record(home, {leaf.tag for leaf in leaves(rule)} | {one for one in wanted if one in desk.catalog.tags}, "export")


def exports(home: Home) -> list[Export]:
    """Return every export, oldest first."""
    with session(home) as opened:
        return list(opened.query(Export).order_by(Export.id))


def find(home: Home, number: int) -> Export:
    """Return one export; raises BadInput where there is none of that number."""
    with session(home) as opened:
        found = opened.get(Export, number)
    if found is None:
        raise BadInput(
            f"There is no export {number}; `tagrid segment exports` lists them.",
            f"没有第 {number} 次导出；可用 `tagrid segment exports` 查看全部。",
        )
    return found
