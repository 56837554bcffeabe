"""`tagrid segment places`: where the customers of a segment are."""

import json
from typing import Annotated

import typer

from tagrid.segments.options import AsJson, ExpressionOrName, VersionId, expression_of, opened, table

NAME = "segment"
app = typer.Typer()


@app.command()
def places(
    expression: ExpressionOrName,
    by: Annotated[str, typer.Option("--by", metavar="KIND", help="district or feeder.")] = "district",
    as_json: AsJson = False,
    version: VersionId = None,
) -> None:
    """Show where the customers of a segment are, against everyone there; fewer than 10 at a place are not told.

    Example: tagrid segment places "arrears_status = overdue_90" --by feeder --json
    """
    from tagrid.segments.insight.places import ground

    found = opened(version)
    rule = found.parse(expression_of(found, expression))
    told = ground(found, found.index.subject(rule), by).of(found.mask(rule))
    if as_json:
        typer.echo(json.dumps([vars(one) for one in told], ensure_ascii=False))
        return
    table(["Place", "Customers", "Everyone", "Share", "95 %", "TGI"], [_cells(one) for one in told])


def _cells(one) -> tuple:
    name = one.name or "unknown"
    if one.customers is None:
        return name, "<10", f"{one.everyone:,}", "", "", ""
    tgi = f"{one.tgi:.0f}" + ("" if one.is_certain else " ~")
    return name, f"{one.customers:,}", f"{one.everyone:,}", f"{one.share:.1%}", f"{one.low:.1%}-{one.high:.1%}", tgi
