"""`tagrid segment list`, `show`, `save`, `rename`, `delete`, `replay`, `alerts`: saved segments."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from tagrid.cli.segment_options import AsJson, AsOf, By, Expression, Known, VersionId, count_sentence, table
from tagrid.core.project import home
from tagrid.published import member_ids
from tagrid.segments import (
    count_on_day,
    delete_segment,
    open_version,
    record_sizes,
    rename_segment,
    replay_segment,
    save_segment,
    saved_segments,
    segment_revisions,
    segment_sizes,
    segment_status,
    size_alerts,
    version_on,
)

group = typer.Typer(name="segment")

Name = Annotated[str, typer.Argument(metavar="NAME")]


@group.command("list")
def list_saved(as_json: AsJson = False) -> None:
    """List the saved segments.

    Example: tagrid segment list --json
    """
    rows = [one.described() for one in saved_segments(home())]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif rows:
        shown = ("folder", "name", "expression", "owner", "revision", "catalog_version", "saved_at")
        heads = ["Folder", "Name", "Expression", "Owner", "Revision", "Catalog", "Saved (UTC)"]
        table(heads, [tuple(row[key] for key in shown) for row in rows])
    else:
        typer.echo('No segment is saved yet; `tagrid segment save NAME "EXPR"` saves one.')


@group.command()
def show(
    name: Name, as_json: AsJson = False, version: VersionId = None, as_of: AsOf = None, known: Known = "then"
) -> None:
    """Show one saved segment: its rules over time, its sizes, and whether a tag it uses was retired.

    With --as-of also how many its present rule had on an earlier day; `replay` takes the rule it had then.

    Example: tagrid segment show "key accounts at risk" --json
    """
    workspace = open_version(version)
    found = segment_status(home(), workspace, name).described()
    if as_of:
        found["on_day"] = count_on_day(workspace, found["expression"], as_of, known)
    found["revisions"] = [
        {"number": one.number, "expression": one.expression, "saved_by": one.saved_by, "saved_at": _time(one.saved_at)}
        for one in segment_revisions(home(), name)
    ]
    found["sizes"] = [_size(one) for one in segment_sizes(home(), name)]
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_status_lines(found)))


def _time(moment) -> str:
    return moment.isoformat(timespec="seconds")


def _size(one) -> dict:
    shown = ("version", "revision", "customers", "base", "problem", "moved_share", "is_alert")
    return {"as_of": one.as_of.isoformat()} | {key: getattr(one, key) for key in shown}


def _status_lines(found: dict) -> Iterator[str]:
    for key, text in found.items():
        if key == "on_day":
            yield f"{key}: {count_sentence(text)}"
        elif isinstance(text, list):
            yield from (
                f"{key}: {', '.join(f'{k} {v}' for k, v in one.items() if v not in (None, False))}" for one in text
            )
        elif text not in (None, ""):
            yield f"{key}: {text}"


@group.command()
def save(
    name: Name,
    expression: Expression,
    replace: Annotated[bool, typer.Option("--replace", help="Give the segment of this name a further rule.")] = False,
    based_on: Annotated[
        int | None, typer.Option(metavar="N", help="The revision you read; refused where somebody saved another since.")
    ] = None,
    by: By = None,
    owner: Annotated[str | None, typer.Option(help="Whose segment it is; default: who saves it.")] = None,
    purpose: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    folder: Annotated[str | None, typer.Option(help="Where it is listed.")] = None,
    alert: Annotated[float | None, typer.Option(metavar="SHARE", help="Alert beyond this change of size; 0.2.")] = None,
) -> None:
    """Save an expression under a name; other expressions may then use segment("NAME").

    Example: tagrid segment save "key accounts at risk" "value_tier = vip and fee_recovery_risk in (D, E)"
    """
    workspace = open_version()
    about = {"by": by, "owner": owner, "purpose": purpose, "folder": folder, "alert_share": alert}
    saved = save_segment(home(), name, expression, workspace.catalog, replace, based_on, workspace.features, **about)
    record_sizes(home(), workspace.version, saved.name)
    typer.echo(f"Saved '{saved.name}', revision {saved.revision}: {saved.expression}")


@group.command()
def rename(name: Name, new: Annotated[str, typer.Argument(metavar="NEW")], by: By = None) -> None:
    """Give a saved segment another name; segments that use it follow.

    Example: tagrid segment rename "risky" "key accounts at risk"
    """
    typer.echo(f"Renamed '{name}' to '{rename_segment(home(), name, new, by).name}'.")


@group.command()
def delete(name: Name, by: By = None) -> None:
    """Delete a saved segment; refused while others use it. Its rules and sizes stay on record.

    Example: tagrid segment delete "key accounts at risk"
    """
    delete_segment(home(), name, by)
    typer.echo(f"Deleted '{name}'.")


@group.command()
def replay(
    name: Name,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The last kept version of that day.")
    ] = None,
    version: VersionId = None,
    members: Annotated[bool, typer.Option("--members", help="Every customer, one a line.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a saved segment as it was in a kept version: its rule then, by the catalog then, the same customers.

    Example: tagrid segment replay "key accounts at risk" --as-of 2026-05-31
    """
    workspace = open_version(version_on(home(), as_of) if as_of else version)
    replayed = replay_segment(home(), workspace, name)
    answer = {
        "name": name,
        "version": workspace.version.id,
        "as_of": workspace.version.as_of.isoformat(),
        "catalog_version": workspace.catalog.version,
        "revision": replayed.revision.number,
        "expression": replayed.revision.expression,
        "customers": replayed.customers,
    }
    if members:
        answer["members"] = member_ids(workspace.version, replayed.mask).to_pylist()
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(_replay_lines(answer)))


def _replay_lines(answer: dict) -> Iterator[str]:
    yield (
        f"{answer['customers']:,} customers on {answer['as_of']}, version {answer['version']}, catalog "
        f"{answer['catalog_version']}, rule {answer['revision']}: {answer['expression']}"
    )
    yield from answer.get("members", ())


@group.command()
def alerts(as_json: AsJson = False, version: VersionId = None) -> None:
    """List the saved segments whose size moved beyond their set share in a version.

    Example: tagrid segment alerts --json
    """
    found = [
        {"name": one.name, "owner": one.owner} | _size(row)
        for one, row in size_alerts(home(), open_version(version).version)
    ]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        typer.echo(f"{row['name']}: {row['problem'] or _move_text(row)}")
    if not found:
        typer.echo("No saved segment moved beyond its set share.")


def _move_text(row: dict) -> str:
    return f"{row['customers']:,} customers on {row['as_of']}, {row['moved_share']:+.0%}"
