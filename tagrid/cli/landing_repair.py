"""`tagrid landing repair`: mend a damaged landing."""

import json
from typing import Annotated

import typer

from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.landing import repair_landing

app = typer.Typer(name="landing")


@app.callback()
def _group() -> None:
    pass


@app.command()
def repair(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False) -> None:
    """Mend a damaged landing: a lost index, a broken step, files that are not what was written.

    The index is written anew from the landed files; a step that was broken off is completed; a damaged file is set
    aside, and the deliveries to ingest again are named.

    Example: tagrid landing repair
    """
    done = repair_landing(home())
    print(json.dumps(done.described(), ensure_ascii=False) if as_json else done.to_text().in_(chosen_language()))
