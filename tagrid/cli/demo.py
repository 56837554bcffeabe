"""`tagrid generate` and `tagrid demo`: the invented utility, as a delivery or as a whole installation."""

from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from tagrid.core.project import home
from tagrid.demo import publish_demo
from tagrid.demo.generate import generate

app = typer.Typer()


@app.command("generate")
def generate_command(
    out: Annotated[Path, typer.Argument(help="Folder to write; must be new or empty.")],
    customers: Annotated[int, typer.Option(help="How many customer accounts.")] = 5000,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of readings.")] = datetime(
        2025, 1, 1
    ),
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day known.")] = datetime(2026, 6, 30),
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Write only what became known from this day on: the next delivery."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same utility.")] = 7,
    json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Make a delivery folder of an invented utility: all source tables, with the faults of real systems.

    Example: tagrid generate var/demo --customers 5000 --until 2026-06-30

    The day after: tagrid generate var/next --customers 5000 --since 2026-07-01 --until 2026-07-01
    """
    manifest = generate(out, customers, start.date(), until.date(), since.date() if since else None, seed)
    if json:
        typer.echo(dumps(manifest, ensure_ascii=False))
    else:
        tables = {entry["table"] for entry in manifest["files"]}
        rows = sum(entry["rows"] for entry in manifest["files"])
        typer.echo(f"{rows:,} rows of {len(tables)} tables in {out}")


@app.command("demo")
def demo_command(
    customers: Annotated[int, typer.Option(help="How many customer accounts the demo utility has.")] = 5000,
) -> None:
    """Generate a demo utility and run the whole pipeline on it: ingest, train, build, check, publish.

    Example: tagrid demo --customers 5000
    """
    print(publish_demo(home(), customers).summary())
