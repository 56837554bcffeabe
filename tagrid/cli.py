"""The one door for commands: `tagrid`. Every room brings its own `commands` module; none is listed here."""

import importlib
import os
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
    """Mount every room's commands: with ``NAME`` in the group of that name, which rooms may share, else at the top."""
    if app.registered_groups:  # a second time would mount each command twice
        return
    groups: dict[str, typer.Typer] = {}
    for path in sorted([*PROJECT.glob("tagrid/**/commands.py"), *PROJECT.glob("models_ml/**/commands.py")]):
        room = importlib.import_module(_module(path))
        name = getattr(room, "NAME", None)
        if name in groups:
            groups[name].registered_commands += room.app.registered_commands
        else:
            app.add_typer(room.app, name=name)
            if name:
                groups[name] = room.app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a known failure is one line on standard error and its exit code.

    The line is English, and Chinese where ``TAGRID_LANG`` is ``zh``.
    """
    _mount_rooms()
    try:
        app(args=arguments)
    except TagridError as error:
        print(f"tagrid: {error.told(os.environ.get('TAGRID_LANG', 'en'))}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
