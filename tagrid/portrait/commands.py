"""`tagrid portrait`: one customer on the command line."""

import json
from typing import Annotated

import typer

from tagrid.errors import BadInput

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
    """Show one customer: every tag, use, bills, events and the reasons of the risk.

    Restricted tags, telephone and address are hidden unless TAGRID_SHOW_RESTRICTED is 1.

    Example: tagrid portrait 3200000017 --as-of 2026-06-30 --lang en
    """
    from tagrid.history import day_of
    from tagrid.home import home
    from tagrid.portrait import portrait, portrait_on
    from tagrid.portrait.leave import masked, without
    from tagrid.refresh.versions import current
    from tagrid.review import reviews

    if lang not in ("zh", "en"):
        raise BadInput(f"--lang is zh or en, not {lang!r}.")
    if as_of is None:
        version = current(home())
        catalog = version.catalog()
        seen = portrait(version, customer_id, catalog)
    else:
        seen, catalog = portrait_on(home(), customer_id, day_of(as_of), known)
    seen = masked(seen, catalog) | {"reviews": without(reviews(home(), customer_id), catalog)}
    if as_json:
        typer.echo(json.dumps(seen, ensure_ascii=False, default=_plain))
        return
    from tagrid.portrait.text import show

    show(seen, catalog, lang)


def _plain(value: object) -> float | str:
    """Return money as a number and a date as ISO text, the two things JSON does not know."""
    from decimal import Decimal

    return float(value) if isinstance(value, Decimal) else str(value)
