"""The command line, whose refresh runs no test of data: `python -m tests.models_only refresh`.

The tests of data take most of a build. `published_home` and a day more of it run them all; other homes need the tables.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from tagrid.cli import main
from tagrid.core.dbt import DbtRun, run_compiled, run_dbt, run_steps
from tagrid.core.session import Step
from tagrid.refresh import build


def run_models(arguments: list[str], **more: Any) -> DbtRun:
    """Run dbt as `tagrid.core.dbt.run_dbt`, without tests; what it compiled is not kept, as the tests are not in it."""
    more.pop("keep", None)
    untested = ["--exclude-resource-type", "test", "unit_test"] if arguments[0] == "build" else []
    return run_dbt([*arguments, *untested], **more)


def run_compiled_models(nodes: Iterable[str], **more: Any) -> DbtRun:
    """Run what dbt compiled as `tagrid.core.dbt.run_compiled`, without tests."""
    return run_compiled(_models(nodes), **more)


def run_steps_of_models(steps: list[Step], **more: Any) -> DbtRun:
    """Run steps as `tagrid.core.dbt.run_steps`, without tests."""
    return run_steps([replace(step, nodes=_models(step.nodes)) for step in steps], **more)


def _models(nodes: Iterable[str]) -> list[str]:
    return [node for node in nodes if not node.startswith("test.")]


def leave_tests_out(patch: pytest.MonkeyPatch) -> None:
    """Have refreshes of this process run no test of data."""
    patch.setattr(build, "run_dbt", run_models)
    patch.setattr(build, "run_compiled", run_compiled_models)
    patch.setattr(build, "run_steps", run_steps_of_models)


if __name__ == "__main__":
    leave_tests_out(pytest.MonkeyPatch())
    main()
