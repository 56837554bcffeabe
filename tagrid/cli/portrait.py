"""`tagrid portrait`: one customer."""

import json
from dataclasses import fields
from decimal import Decimal
from typing import Annotated

import typer

from tagrid.catalog import Viewer
from tagrid.core.errors import BadInput
from tagrid.core.formats import parse_day
from tagrid.core.project import home
from tagrid.core.text import Text
from tagrid.portrait import RuleInput, TalkingPoint, portrait, portrait_on, show, talking_points
from tagrid.published import current_version, customer_feed_notes, find_version
from tagrid.scoring import shown_reviews
from tagrid.segments import open_index
from tagrid.segments.export import uses_refused

app = typer.Typer()


@app.command("portrait")
def show_portrait(
    customer_id: Annotated[str, typer.Argument(metavar="ID", help="Account number.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="On that day, by the catalog of that day; default: the version in force."
        ),
    ] = None,
    known: Annotated[
        str,
        typer.Option("--known", metavar="WHEN", help="Of that day: then, now, or as a version knew it (its id)."),
    ] = "then",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="zh or en.")] = "zh",
) -> None:
    """Show one customer: what to raise with it, every tag, use, bills, events and the reasons of the risk.

    Restricted tags, telephone and address are hidden unless TAGRID_SHOW_RESTRICTED is 1.

    Example: tagrid portrait 3200000017 --as-of 2026-06-30 --lang en
    """
    if lang not in ("zh", "en"):
        raise BadInput(en=f"--lang is zh or en, not {lang!r}.", zh=f"--lang 应为 zh 或 en，不能是“{lang}”。")
    viewer = Viewer.from_environment()
    if as_of is None:
        version = current_version(home())
        catalog = version.catalog()
        seen = portrait(version, customer_id, catalog, viewer=viewer)
        values = {row["tag"]: row["value"] for row in seen["tags"]}
        seen |= {"feed_notes": customer_feed_notes(home(), version, values, catalog)}
    else:
        seen, catalog = portrait_on(home(), customer_id, parse_day(as_of), known, viewer=viewer)
        version = None if seen["source"] == "history" else find_version(home(), seen["known"])
    seen |= {"reviews": shown_reviews(home(), catalog, viewer, seen["customer"]["customer_id"])}
    refused = uses_refused(home(), seen["customer"]["customer_id"])
    index = open_index(version) if version else None
    points = talking_points(seen, catalog, version=version, index=index, viewer=viewer, refused=refused or ())
    seen |= {"refused_uses": refused, "talking_points": points}
    if as_json:
        typer.echo(json.dumps(seen, ensure_ascii=False, default=_plain))
        return
    show(seen, catalog, lang)


def _plain(value: object) -> float | str | dict:
    """Return money as a number, a date as ISO text and a point or a text by its fields: what JSON does not know."""
    if isinstance(value, TalkingPoint | RuleInput):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Text):
        return value.as_dict()
    return float(value) if isinstance(value, Decimal) else str(value)
