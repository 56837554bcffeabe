"""`tagrid segment list`, `show`, `save`, `rename`, `delete`, `alerts`, `replay`: segments kept under a name."""

import json
from typing import Annotated

import typer

from tagrid.segments.options import (
    AsJson,
    AsOf,
    By,
    Expression,
    Known,
    VersionId,
    counted_on,
    opened,
    sentence,
    table,
)

NAME = "segment"
app = typer.Typer()

Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command("list")
def list_saved(as_json: AsJson = False) -> None:
    """List the saved segments.

    Example: tagrid segment list --json
    """
    from tagrid.home import home
    from tagrid.segments.saved import saved_segments

    rows = [one.described() for one in saved_segments(home())]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif rows:
        shown = ("folder", "name", "expression", "owner", "revision", "catalog_version", "saved_at")
        heads = ["Folder", "Name", "Expression", "Owner", "Revision", "Catalog", "Saved (UTC)"]
        table(heads, [tuple(row[key] for key in shown) for row in rows])
    else:
        typer.echo('No segment is saved yet; `tagrid segment save NAME "EXPR"` saves one.')


@app.command()
def show(
    name: Name, as_json: AsJson = False, version: VersionId = None, as_of: AsOf = None, known: Known = "then"
) -> None:
    """Show one saved segment: its rules over time, its sizes, and whether a tag it uses was retired.

    With --as-of also how many its present rule had on an earlier day; `replay` takes the rule it had then.

    Example: tagrid segment show "key accounts at risk" --json
    """
    from tagrid.home import home
    from tagrid.segments.keep.read import revisions, sizes
    from tagrid.segments.keep.state import state

    desk = opened(version)
    found = state(home(), desk, name).described()
    if as_of:
        found["on_day"] = counted_on(desk, found["expression"], as_of, known)
    found["revisions"] = [
        {"number": one.number, "expression": one.expression, "saved_by": one.saved_by, "saved_at": _time(one.saved_at)}
        for one in revisions(home(), name)
    ]
    found["sizes"] = [_size(one) for one in sizes(home(), name)]
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _time(moment) -> str:
    return moment.isoformat(timespec="seconds")


def _size(one) -> dict:
    kept = ("version", "revision", "customers", "base", "problem", "moved_share", "is_alert")
    return {"as_of": one.as_of.isoformat()} | {key: getattr(one, key) for key in kept}


def _lines(found: dict):
    for key, text in found.items():
        if key == "on_day":
            yield f"{key}: {sentence(text)}"
        elif isinstance(text, list):
            yield from (
                f"{key}: {', '.join(f'{k} {v}' for k, v in one.items() if v not in (None, False))}" for one in text
            )
        elif text not in (None, ""):
            yield f"{key}: {text}"


@app.command()
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
    from tagrid.home import home
    from tagrid.segments.keep.refreshed import record_sizes
    from tagrid.segments.saved import save as keep

    found = opened()
    about = {"by": by, "owner": owner, "purpose": purpose, "folder": folder, "alert_share": alert}
    kept = keep(home(), name, expression, found.catalog, replace, based_on, found.features, **about)
    record_sizes(home(), found.version, kept.name)
    typer.echo(f"Saved '{kept.name}', revision {kept.revision}: {kept.expression}")


@app.command()
def rename(name: Name, new: Annotated[str, typer.Argument(metavar="NEW")], by: By = None) -> None:
    """Give a saved segment another name; segments that use it follow.

    Example: tagrid segment rename "risky" "key accounts at risk"
    """
    from tagrid.home import home
    from tagrid.segments.keep.write import rename as renamed

    typer.echo(f"Renamed '{name}' to '{renamed(home(), name, new, by).name}'.")


@app.command()
def delete(name: Name, by: By = None) -> None:
    """Delete a saved segment; refused while others use it. Its rules and sizes stay on record.

    Example: tagrid segment delete "key accounts at risk"
    """
    from tagrid.home import home
    from tagrid.segments.keep.write import delete as deleted

    deleted(home(), name, by)
    typer.echo(f"Deleted '{name}'.")


@app.command()
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
    from tagrid.home import home
    from tagrid.segments.insight.moves import customer_ids, flags
    from tagrid.segments.keep.state import replay as replayed
    from tagrid.segments.keep.state import version_on

    found = opened(version_on(home(), as_of) if as_of else version)
    made = replayed(home(), found, name)
    told = {
        "name": name, "version": found.version.id, "as_of": found.version.as_of.isoformat(),
        "catalog_version": found.catalog.version, "revision": made.revision.number,
        "expression": made.revision.expression, "customers": made.customers,
    }  # fmt: skip
    if members:
        everyone = customer_ids(found.version)
        told["members"] = everyone.filter(flags(made.mask, len(everyone))).to_pylist()
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_replayed(told)))


def _replayed(told: dict):
    yield (
        f"{told['customers']:,} customers on {told['as_of']}, version {told['version']}, catalog "
        f"{told['catalog_version']}, rule {told['revision']}: {told['expression']}"
    )
    yield from told.get("members", ())


@app.command()
def alerts(as_json: AsJson = False, version: VersionId = None) -> None:
    """List the saved segments whose size moved beyond their set share in a version.

    Example: tagrid segment alerts --json
    """
    from tagrid.home import home
    from tagrid.segments.keep.refreshed import alerts as asked

    found = [{"name": one.name, "owner": one.owner} | _size(row) for one, row in asked(home(), opened(version).version)]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        typer.echo(f"{row['name']}: {row['problem'] or _moved(row)}")
    if not found:
        typer.echo("No saved segment moved beyond its set share.")


def _moved(row: dict) -> str:
    return f"{row['customers']:,} customers on {row['as_of']}, {row['moved_share']:+.0%}"
