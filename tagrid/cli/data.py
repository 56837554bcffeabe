"""`tagrid ingest` and `tagrid sources`: check and land a delivery, list the source tables."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tagrid.cli.run_record import recorded
from tagrid.core.arrow import spare_pandas
from tagrid.core.console import step
from tagrid.core.errors import BadInput
from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.core.text import Text, joined
from tagrid.landing import (
    LATE,
    STOPPED,
    draft_mapping,
    draft_notes,
    feed_states,
    ingest,
    read_index,
    status_table,
    unpacking,
)
from tagrid.refresh import ledger

app = typer.Typer()

group = typer.Typer(
    name="sources", invoke_without_command=True, help="List the source tables; draft a mapping for unknown files."
)


@app.command("ingest")
def ingest_command(
    delivery: Annotated[Path, typer.Argument(help="Folder of CSV or Parquet files, or one file with --mapping.")],
    mapping: Annotated[Path | None, typer.Option(help="YAML file that says how these files differ.")] = None,
    unusual: Annotated[bool, typer.Option(help="Land rows that look wrong as a whole but are right.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the delivery's report as JSON.")] = False,
) -> None:
    """Check a delivery against the source contracts and land it; all of it or nothing.

    Exit codes: 0 landed, or landed before; 1 failed; 2 refused, with what is wrong where; 75 another writer holds the
    lock. Every run is in the ledger (`tagrid runs`), and `tagrid status` tells of the last one that did not end well.

    Example: tagrid ingest exports/2026-07-01 --mapping mapping.yml
    """
    spare_pandas()
    with recorded("ingest") as run, step(f"Ingest {delivery.name}") as say:
        report = ingest(home(), delivery.resolve(), mapping, say, unusual)
        run.end(ledger.DONE, joined([_first_line(report.to_text()), *report.warnings], zh="", en=" "))
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=False))
        return
    print(report.to_text().in_(chosen_language()))


def _first_line(text: Text) -> Text:
    return Text(en=text.en.partition("\n")[0], zh=text.zh.partition("\n")[0])


@group.callback()
def list_sources(
    ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the source tables, what has landed of each, and whether it is late or has stopped by its contract.

    Example: tagrid sources --json
    """
    if ctx.invoked_subcommand:
        return
    index = read_index(home())
    feeds, rows = feed_states(home(), index), status_table(index).to_pylist()
    if as_json:
        print(json.dumps([row | {"state": feeds[row["address"]].state} for row in rows], default=str))
        return
    for row in rows:
        feed = feeds[row["address"]]
        days = f"{row['first_on']} to {row['through_on']}" if row["first_on"] else ""
        silent = f"  {feed.state}, {feed.days} days" if feed.state in (LATE, STOPPED) else ""
        landed = f"{row['row_count']:>12,} rows  {days}{silent}" if row["is_delivered"] else f"{'not delivered':>17}"
        print(f"{row['address']:<36}{landed}")


@group.command("draft")
def draft_command(
    files: Annotated[list[Path], typer.Argument(help="Files of an export, or folders of them.")],
    table: Annotated[str | None, typer.Option(help="The source table they are, as system.table.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the mapping file here; it must not exist.")] = None,
) -> None:
    """Propose a mapping file for files that nobody mapped: table, columns, dates, encodings, codes, what is missing.

    Example: tagrid sources draft exports/2026-07.xlsx --out mapping.yml
    """
    if out and out.exists():
        raise BadInput(
            en=f"{out}: is there already; a draft writes over nothing.", zh=f"{out}：已存在；草稿不覆盖任何文件。"
        )
    with unpacking(home()) as aside:
        text = draft_mapping(files, aside, table)
    if not out:
        print(text, end="")
        return
    out.write_text(text, encoding="utf-8")
    print(f"{out}: {draft_notes(text).in_(chosen_language())}")
