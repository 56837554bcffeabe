"""`tagrid runs`: the run ledger: what ran, when, how it ended, with which exit code and message."""

import json
from typing import Annotated

import typer

from tagrid.cli.segment_options import table
from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.refresh import ledger

app = typer.Typer()


@app.command()
def runs(
    kind: Annotated[str | None, typer.Option(help="Only ingest, refresh, rollback, train, export or report.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of the last runs.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """List the last runs of every kind, the newest first: when, how they ended, exit code and message.

    Example: tagrid runs --kind ingest --json
    """
    lang = "en" if as_json else chosen_language()
    found = [one.described(lang) for one in ledger.runs(home(), limit, kind)]
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    shown = ("id", "kind", "started_at", "outcome", "exit_code", "message")
    rows = [tuple("" if one[key] is None else one[key] for key in shown) for one in found]
    table(["Run", "Kind", "Began (UTC)", "Outcome", "Exit", "Message"], rows)
