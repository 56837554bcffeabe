"""`tagrid audit`: who took what away, and whether the record of it is as it was written."""

import json
from typing import Annotated

import typer

from tagrid.errors import TagridError

app = typer.Typer()


@app.command()
def audit(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the last records.")] = 50,
) -> None:
    """Show the audit log, and check that nobody changed it: exit code 1 where somebody did.

    Example: tagrid audit --json
    """
    from tagrid.home import home
    from tagrid.segments.export.audit import records, tampering
    from tagrid.segments.options import table

    found, wrong = [one.described() for one in records(home())][-limit:], tampering(home())
    if as_json:
        typer.echo(json.dumps({"intact": not wrong, "tampering": wrong, "records": found}, ensure_ascii=False))
    else:
        shown = ("number", "at", "who", "action", "purpose", "rule", "version", "rows", "file")
        rows = [tuple(one.get(key, "") for key in shown) for one in found]
        table(["No", "At (UTC)", "Who", "Action", "Purpose", "Rule", "Version", "Rows", "File"], rows)
    if wrong:
        raise TagridError(f"The audit log was tampered with: {'; '.join(wrong)}.")
