"""The command line, whose refresh runs no test of data: `python -m tests.models_only refresh`.

The tests of data take most of a build. `published_home` and a day more of it run them all; other homes need the tables.
"""

from typing import Any

from tagrid.cli import main
from tagrid.core.dbt import DbtRun, run_dbt
from tagrid.refresh import build


def run_models(arguments: list[str], **more: Any) -> DbtRun:
    """Run dbt as `tagrid.core.dbt.run_dbt`, without tests; put it in the place of `tagrid.refresh.build.run_dbt`."""
    untested = ["--exclude-resource-type", "test", "unit_test"] if arguments[0] == "build" else []
    return run_dbt([*arguments, *untested], **more)


if __name__ == "__main__":
    build.run_dbt = run_models
    main()
