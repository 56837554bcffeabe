"""`tagrid catalog release | diff | approve`: versions of the catalog, what they change, and owners' approvals."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from tagrid.errors import BadInput
from tagrid.home import PROJECT

NAME = "catalog"
app = typer.Typer(no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]


@app.command()
def release(
    version: Annotated[str, typer.Argument(help="MAJOR.MINOR.PATCH, after the newest release.")],
    approved_by: Annotated[str | None, typer.Option("--approved-by", help="Who lets it go.")] = None,
    as_json: Json = False,
) -> None:
    """Freeze the catalog under a version: the check must pass, and the version must be great enough for the changes.

    Removing, retiring, moving or re-meaning a tag or value is major; adding, activating or deprecating one is minor;
    wording is a patch. Writes taxonomy/releases/X.Y.Z.json and the version in taxonomy/catalog.yml.

    Example: tagrid catalog release 1.1.0 --approved-by "Catalog board"
    """
    from tagrid.catalog.release.freeze import release as frozen
    from tagrid.catalog.release.semver import greatest

    done, found = frozen(version, datetime.now(UTC).date(), approved_by, PROJECT)
    steps = [step.model_dump(mode="json") for step in done.transitions]
    tags = len(done.catalog.tags)
    if as_json:
        print(json.dumps({"version": version, "follows": done.follows, "tags": tags, "transitions": steps}))
        return
    bump = greatest([change.bump for change in found]) or "no change"
    many = "1 change" if len(found) == 1 else f"{len(found)} changes"
    since = f"; {many} since {done.follows} ({bump})" if done.follows else ""
    print(f"Released {version}: {tags} tags{since}; {len(steps)} changes of state recorded.")


@app.command()
def diff(
    first: Annotated[str | None, typer.Argument(help="A release, or `working`; by default the newest release.")] = None,
    second: Annotated[str | None, typer.Argument(help="A release, or `working`, the files as they are.")] = None,
    as_json: Json = False,
) -> None:
    """Say what changed between two catalogs, and what it does to the customers of the version in force.

    For each changed tag, customers moving from value to value; saved segments it touches, counted before and after.

    Example: tagrid catalog diff 1.0.0 working
    """
    from rich.console import Console

    from tagrid.catalog.release.diff import diff as compared
    from tagrid.catalog.release.diff import named
    from tagrid.catalog.release.told import tell
    from tagrid.home import home
    from tagrid.refresh.versions import current

    try:
        version = current(home())
    except BadInput:
        version = None
    found = compared(home(), *named(first, second, PROJECT), PROJECT, version)
    print(found.model_dump_json(indent=1)) if as_json else tell(found, Console(highlight=False))


@app.command()
def approve(
    tag: Annotated[str, typer.Argument(help="Name of the tag.")],
    status: Annotated[str, typer.Option("--status", help="active, deprecated or retired.")],
    by: Annotated[str, typer.Option("--by", help="Its owner, as its file names it.")],
    date: Annotated[str, typer.Option("--date", help="Day of the approval, YYYY-MM-DD.")],
    successor: Annotated[
        str | None, typer.Option("--successor", help="The tag that replaces it, or none; when deprecating.")
    ] = None,
) -> None:
    """Record an owner's approval of a tag's next state in its file: draft, active, deprecated, retired.

    No state is skipped, none comes back. A retired tag's column goes from its theme's SQL; `catalog check` tells.

    Example: tagrid catalog approve payment_pattern --status deprecated --by billing --date 2026-12-01 --successor none
    """
    from tagrid.catalog.release.approve import Asked
    from tagrid.catalog.release.approve import approve as approved

    path = approved(Asked(tag, _state(status), by, _day(date), successor), PROJECT)
    print(f"{path.relative_to(PROJECT).as_posix()}: {tag} is {status}, approved by {by} on {date}.")


def _state(text: str) -> str:
    from tagrid.catalog.release.lifecycle import STATES
    from tagrid.errors import nearest

    if text not in STATES[1:]:
        raise BadInput(f"No state {text!r} to approve; one of {', '.join(STATES[1:])}.{nearest(text, STATES[1:])}")
    return text


def _day(text: str):
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadInput(f"--date {text!r} is no day; write YYYY-MM-DD, such as 2026-12-01.") from None
