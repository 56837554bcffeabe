"""`tagrid catalog evaluate`: the classification method checked on the customers of a published version."""

import os
import sys
from typing import Annotated, Literal

import typer

from tagrid.errors import BadInput, GateRefused

NAME = "catalog"
app = typer.Typer()
# Written to a file or a pipe there is room for everything.
WIDE = 160


@app.command()
def evaluate(
    version: Annotated[
        str | None, typer.Option("--version", help="A kept version; by default the one in force.")
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="One tag only, with what is behind its figures.")] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of labels and reasons.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for a program.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Measure again, though a kept evaluation is there.")] = False,
) -> None:
    """Check the classification on real customers: overlaps, holes, independence; and advise on each tag.

    Prints each tag's figures and advice, then the faults. Exit code 3 when there are faults. What is measured is
    kept under the home's `evaluations/`, so that the second time takes no time.

    Example: tagrid catalog evaluate --tag payment_timeliness
    """
    from rich.console import Console

    from tagrid.catalog.evaluation.run import evaluate as measured
    from tagrid.catalog.evaluation.show import show, show_tag
    from tagrid.console import step
    from tagrid.home import home
    from tagrid.refresh.versions import current, find

    chosen = find(home(), version) if version else current(home())
    name = chosen.catalog().tag(tag).name if tag else None
    if name and name not in chosen.catalog().tags:
        raise BadInput(f"{name} is a draft or retired in version {chosen.id}: no customer has a value of it.")
    with step(f"Evaluate version {chosen.id}") as say:
        found = measured(home(), chosen, say, anew=anew)
    faults = found.faults_of(name) if name else list(found.faults)
    console = Console(highlight=False)
    if not (console.is_terminal or "COLUMNS" in os.environ):
        console.width = WIDE
    if as_json:
        sys.stdout.write((found.tags[name] if name else found).model_dump_json(indent=1) + "\n")
    else:
        show(found, [found.tags[name]] if name else list(found.tags.values()), console, lang)
        if name:
            show_tag(found.tags[name], console, lang)
        for fault in faults:
            console.print(f"✗ {fault.message.in_(lang)}", style="red", markup=False)
    if faults:
        tags = sorted({fault.tag for fault in faults})
        raise GateRefused(f"Version {chosen.id} breaks the method {len(faults)} times: in {', '.join(tags)}.")
