"""`tagrid dbt`: dbt itself on the project, with the home's warehouse and what the models read from the environment."""

import os
import sys
from typing import Annotated

import typer

from tagrid.core.dbt import dbt_environment
from tagrid.core.overlay import current_project
from tagrid.core.project import home

app = typer.Typer()


@app.command(
    "dbt", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": ["--help"]}
)
def run_dbt_itself(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="ARGUMENTS...", help="What dbt takes.")] = None,
) -> None:
    """Run dbt on the project as a refresh does: on this home's warehouse, with the digest of the taxonomy.

    With that digest `state:modified` sees edits of tag files too. dbt keeps what it makes under the home's `dbt/`; its
    exit codes are its own: 0 well, 1 a model or a test failed, 2 it could not run. Nothing is published.

    Example: tagrid dbt build --select state:modified+ --defer --state var/dbt_target
    """
    place, project = home(), current_project()
    place.warehouse.parent.mkdir(parents=True, exist_ok=True)
    environment = dbt_environment(place)
    environment.setdefault("DBT_TARGET_PATH", str(place.root / "dbt" / "target"))
    environment.setdefault("DBT_LOG_PATH", str(place.root / "dbt" / "logs"))
    os.chdir(project)
    # dbt takes this process's place, so that its output and its exit code are its own.
    os.execve(sys.executable, [sys.executable, "-m", "dbt.cli.main", *(arguments or [])], environment)
