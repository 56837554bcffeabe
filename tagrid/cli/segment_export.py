"""`tagrid segment export`, `exports`, `lift`, `schedule`, and `tagrid audit`: exports and the record of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from tagrid.cli.run_record import recorded
from tagrid.cli.segment_options import AsJson, By, ExpressionOrName, Language, VersionId, table
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import home
from tagrid.core.text import joined
from tagrid.refresh import ledger
from tagrid.segments import acting_user, audit_records, expression_or_saved, get_segment, open_version, tampering
from tagrid.segments.export import (
    ExportRequest,
    end_schedule,
    export_root,
    export_segment,
    exports_made,
    measure_lift,
    pause_schedule,
    schedule_export,
    schedule_plan,
    scheduled_runs,
)

group = typer.Typer(name="segment")

app = typer.Typer()


Purpose = Annotated[str, typer.Option(help="What the customers are needed for; kept on record.")]

Columns = Annotated[
    str | None, typer.Option(metavar="A,B", help="Facts of the customer and tags; default: who and where.")
]

Codes = Annotated[bool, typer.Option("--codes", help="Heads and values as codes, for a program.")]

Bom = Annotated[bool, typer.Option("--bom", help="A byte order mark, so that Excel reads a CSV's Chinese.")]

HoldOut = Annotated[str, typer.Option(metavar="10%", help="Share left out at random, to measure the effect by.")]

Consent = Annotated[
    str, typer.Option(help="Leave out who refused: marketing, profiling, sharing; none for what needs no consent.")
]

Restricted = Annotated[bool, typer.Option("--restricted", help="Export restricted tags too; it is kept on record.")]

Random = Annotated[int | None, typer.Option(min=1, metavar="N", help="So many, drawn at random.")]

Top = Annotated[tuple[int, str] | None, typer.Option(metavar="N BY", help="Those with the most of a number.")]

Seed = Annotated[int | None, typer.Option(help="Draw as another export with this seed did.")]


def _share(text: str) -> float:
    """Return ``10%`` or ``0.1`` as a share; raises BadInput for anything else."""
    try:
        return float(text.rstrip("% ")) / (100 if text.rstrip().endswith("%") else 1)
    except ValueError:
        raise BadInput(
            en=f"--hold-out is a share such as 10%, not {text!r}.",
            zh=f"--hold-out 应为比例（如 10%），不能是 {text!r}。",
        ) from None


def _names(text: str | None) -> tuple[str, ...]:
    """Return ``a, b`` as names."""
    return tuple(one.strip() for one in (text or "").split(",") if one.strip())


@group.command()
def export(
    expression: ExpressionOrName,
    purpose: Purpose,
    out: Annotated[Path, typer.Option(metavar="F", help="File: .csv, .xlsx or .parquet.")],
    columns: Columns = None,
    random: Random = None,
    top: Top = None,
    hold_out: HoldOut = "0%",
    seed: Seed = None,
    consent: Consent = "marketing",
    restricted: Restricted = False,
    codes: Codes = False,
    bom: Bom = False,
    lang: Language = "zh",
    by: By = None,
    version: VersionId = None,
    as_json: AsJson = False,
) -> None:
    """Write the customers of a segment to a file, on record.

    Example: tagrid segment export "value_tier = vip" --purpose "peak call" --out vip.xlsx --hold-out 10%
    """
    with recorded("export") as run:
        workspace = open_version(version)
        request = ExportRequest(
            expression_or_saved(workspace, expression),
            purpose,
            out,
            _names(columns),
            by=by,
            lang=lang,
            codes=codes,
            bom=bom,
            random=random,
            top=top,
            hold_out=_share(hold_out),
            seed=seed,
            consent=None if consent == "none" else consent,
            restricted=restricted,
            segment=get_segment(home(), expression) if expression in workspace.saved else None,
        )
        made = export_segment(home(), workspace, request)
        run.as_of, run.version = made.as_of, made.version
        run.end(ledger.DONE, f"{made.file}: {made.rows:,}")
    typer.echo(json.dumps(made.described(), ensure_ascii=False) if as_json else _export_text(made))


def _export_text(made) -> str:
    refused = (
        "consents unknown" if made.opted_out is None else f"{made.opted_out:,} who refused {made.consent} left out"
    )
    return (
        f"Export {made.id}: {made.rows:,} of {made.members:,} customers to {made.file} ({refused}, "
        f"{made.held_out:,} held out, seed {made.seed}), version {made.version}: {made.rule}"
    )


@group.command("exports")
def list_exports(as_json: AsJson = False) -> None:
    """List what was exported, when, by whom and what for.

    Example: tagrid segment exports --json
    """
    found = [one.described() for one in exports_made(home())]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        shown = ("id", "at", "who", "purpose", "segment", "version", "rows", "held_out", "file")
        rows = [tuple("" if one[key] is None else one[key] for key in shown) for one in found]
        table(["Export", "At (UTC)", "Who", "Purpose", "Segment", "Version", "Rows", "Held out", "File"], rows)


@group.command()
def lift(
    number: Annotated[int, typer.Argument(metavar="EXPORT")],
    campaign: Annotated[
        str | None, typer.Option(metavar="ID", help="Answers to this campaign; default: to any.")
    ] = None,
    outcome: Annotated[str | None, typer.Option(metavar="EXPR", help="Instead of an answer: being in this.")] = None,
    version: VersionId = None,
    as_json: AsJson = False,
) -> None:
    """Measure what a campaign on an export brought, against those held out.

    Example: tagrid segment lift 3 --campaign HD0007
    """
    found = measure_lift(home(), open_version(version), number, campaign, outcome)
    if as_json:
        typer.echo(json.dumps(found.described(), ensure_ascii=False))
        return
    (low, high), (treated, held) = found.bounds, found.shares
    sure = "more than chance" if low > 0 or high < 0 else "may be chance"
    typer.echo(
        f"{found.outcome}, up to {found.as_of}: {treated:.1%} of {found.treated:,} in the file, {held:.1%} of "
        f"{found.held_out:,} held out. Lift {found.lift:+.1%} (95 %: {low:+.1%} to {high:+.1%}), {sure}; "
        f"about {found.extra:,.0f} customers more."
    )


@group.command()
def schedule(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Where a file is written, under TAGRID_EXPORT_ROOT.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or parquet.")] = "csv",
    purpose: Annotated[str, typer.Option(help="What the customers are needed for.")] = "",
    columns: Columns = None,
    random: Random = None,
    top: Top = None,
    hold_out: HoldOut = "0%",
    seed: Seed = None,
    consent: Consent = "marketing",
    restricted: Restricted = False,
    codes: Codes = False,
    bom: Bom = False,
    lang: Language = "zh",
    by: By = None,
    pause: Annotated[bool, typer.Option("--pause", help="Write nothing until --resume.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on writing.")] = False,
    off: Annotated[bool, typer.Option("--off", help="End the schedule.")] = False,
    as_json: AsJson = False,
) -> None:
    """Export a saved segment after every refresh, one file a version; without --to show the schedule and its runs.

    Example: tagrid segment schedule "key accounts at risk" --to weekly --purpose "weekly call list" --format xlsx
    """
    if sum((to is not None, pause, resume, off)) > 1:
        raise BadInput(
            en="Say one of --to FOLDER, --pause, --resume, --off.", zh="--to、--pause、--resume、--off 只能选一个。"
        )
    if to is not None:
        plan = schedule_plan(
            home(),
            to,
            form,
            purpose,
            columns=list(_names(columns)),
            random=random,
            top=top,
            hold_out=_share(hold_out),
            seed=seed,
            restricted=restricted,
            consent=None if consent == "none" else consent,
            codes=codes,
            bom=bom,
            lang=lang,
            by=acting_user(by),
        )
        schedule_export(home(), open_version(), name, plan, by)
    elif pause or resume:
        pause_schedule(home(), name, pause, by)
    elif off:
        end_schedule(home(), name, by)
    saved = get_segment(home(), name)
    runs = [one.described() for one in scheduled_runs(home(), saved.id)]
    if as_json:
        typer.echo(json.dumps({"name": saved.name, "schedule": saved.schedule, "runs": runs}, ensure_ascii=False))
    else:
        typer.echo("\n".join(_schedule_lines(saved, runs)))


def _schedule_lines(saved, runs: list[dict]) -> Iterator[str]:
    plan = saved.schedule
    if not plan:
        yield f"'{saved.name}' is not exported on a schedule."
    else:
        when = ", paused; --resume goes on." if plan.get("paused") else " after every refresh."
        yield f"'{saved.name}' is exported to {export_root(home()) / plan['folder']}{when}"
    for one in runs:
        result = one["problem"] or f"{one['rows']:,} rows, {one['file']}"
        yield f"{one['at']} version {one['version']}: {result}"


@app.command()
def audit(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the last records.")] = 50,
) -> None:
    """Show the audit log, and check that nobody changed it: exit code 1 where somebody did.

    Example: tagrid audit --json
    """
    found, wrong = [one.described() for one in audit_records(home())][-limit:], tampering(home())
    if as_json:
        listed = [str(one) for one in wrong]
        typer.echo(json.dumps({"intact": not wrong, "tampering": listed, "records": found}, ensure_ascii=False))
    else:
        shown = ("number", "at", "who", "action", "purpose", "rule", "version", "rows", "file")
        rows = [tuple(one.get(key, "") for key in shown) for one in found]
        table(["No", "At (UTC)", "Who", "Action", "Purpose", "Rule", "Version", "Rows", "File"], rows)
    if wrong:
        what = joined(wrong, zh="；", en="; ")
        failure = TagridError(en=f"The audit log was tampered with: {what.en}.", zh=f"审计记录被改动过：{what.zh}。")
        failure.is_in_answer = as_json
        raise failure
