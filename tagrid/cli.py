"""The one door for commands: `tagrid`. Every room brings its own `commands` module; none is listed here."""

import importlib
import sys
from pathlib import Path

import typer

from tagrid.errors import TagridError
from tagrid.home import PROJECT

app = typer.Typer(
    name="tagrid",
    help="Customer tags and portraits for electricity utilities: from source tables to published versions.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts)


def _mount_rooms() -> None:
    """Mount every room's commands: with ``NAME`` as a group of that name, else at the top."""
    for path in sorted([*PROJECT.glob("tagrid/*/commands.py"), *PROJECT.glob("models_ml/commands.py")]):
        room = importlib.import_module(_module(path))
        app.add_typer(room.app, name=getattr(room, "NAME", None))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a known failure is one line on standard error and its exit code."""
    _mount_rooms()
    try:
        app(args=arguments)
    except TagridError as error:
        print(f"tagrid: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
