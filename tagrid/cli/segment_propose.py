"""`tagrid segment propose`: a saved segment becomes the draft of a composite tag."""

import json
from typing import Annotated

import typer

from tagrid.cli.segment_options import AsJson
from tagrid.core.errors import BadInput
from tagrid.core.overlay import own_project
from tagrid.core.project import home
from tagrid.core.text import lines
from tagrid.governance.workshop import IN, draft_from_segment, with_to_do, write_new_file
from tagrid.governance.workshop.hand_over import hand_over
from tagrid.governance.workshop.preview import preview
from tagrid.segments import open_version

group = typer.Typer(name="segment")


@group.command()
def propose(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The saved segment.")],
    tag: Annotated[str, typer.Option("--tag", metavar="CODE", help="Name of file and column.")] = "",
    theme: Annotated[
        str | None, typer.Option(help="The theme it stands in; default: the one whose tags follow from others.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the draft, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Propose a saved segment to the catalog: write the draft of a composite tag, and show its column.

    The same as the segment's button in the app, which opens the five steps with everything filled in.

    Example: tagrid segment propose "key accounts at risk" --tag key_account_at_risk
    """
    workspace = open_version()
    idea = with_to_do(draft_from_segment(home(), workspace, name, theme, tag))
    seen = preview(workspace.version, idea.rule, idea.themes)
    handed = hand_over(idea, seen)
    if handed.faults:
        raise BadInput(lines(handed.faults))
    if not dry_run:
        write_new_file(own_project() / handed.place.path, handed.text)
    size = workspace.index.count(workspace.parse(workspace.saved[name]))
    if as_json:
        texts = {key: getattr(handed, key) for key in ("text", "column", "steps", "joins", "open")}
        about = {"file": handed.place.path, "model": handed.place.model, "customers": seen.counts[IN], "segment": size}
        typer.echo(json.dumps(about | texts, ensure_ascii=False))
        return
    typer.echo(_proposal_text(handed, seen.counts[IN], size, workspace.version.id, dry_run))


def _proposal_text(handed, customers: int, size: int, version: str, dry_run: bool) -> str:
    parts = [
        f"Would be {handed.place.path}:\n\n{handed.text}" if dry_run else f"Written: {handed.place.path}",
        f"{customers:,} customers by its rule in version {version}, {size:,} in the segment.",
        "Next: write what stands behind each TODO:, have its owner approve it, and add"
        f" to {handed.place.model}, in `tagged`:\n\n{handed.column}",
    ]
    if handed.joins:
        parts.append(f"with these steps before `tagged`:\n\n{handed.steps}\n\nand these joins in it:\n\n{handed.joins}")
    for column, theme in handed.open.items():
        parts.append(f"Column {column} is made by a step of tag_{theme}.sql; give it to this model first.")
    parts.append("Then: tagrid catalog check, tagrid refresh.")
    return "\n\n".join(parts)
