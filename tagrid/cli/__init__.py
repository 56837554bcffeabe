"""The command line, ``tagrid``: it imports the module of a command only when that command is invoked.

A command module holds one ``typer.Typer`` for its top-level commands, one with a name for a group, or both.
"""

import ast
import errno
import inspect
import io
import json
import logging
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import lazy_loader
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_name, get_group

from tagrid.core import logs
from tagrid.core.errors import TagridError
from tagrid.core.logs import log
from tagrid.core.memory import out_of_memory
from tagrid.core.notices import take_notices
from tagrid.core.overlay import VARIABLE, current_project, declared as declared_in, named_project, prepare_dbt

# Read where a message is shown: they load slowly, and the list of commands needs none.
settings = lazy_loader.load("tagrid.core.settings", suppress_warning=True)
published = lazy_loader.load("tagrid.published", suppress_warning=True)

_logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent

# Faults of a file that whoever gave its name can put right.
FILE_FAULTS = {errno.ENAMETOOLONG, errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR}

HELP = "Customer tags and portraits for electricity utilities: from source tables to published versions."


@dataclass
class Declared:
    """One ``typer.Typer`` of a module as its source declares it: its keywords, and the help of each command."""

    module: str
    variable: str
    keywords: dict[str, Any]
    commands: dict[str, str] = field(default_factory=dict)
    has_callback: bool = False


class Listed(TyperCommand):
    """A command, or a group with a callback, known by name and help alone; ``load`` imports it."""

    def __init__(self, declared: Declared, name: str, help: str) -> None:
        super().__init__(name=name, help=help, rich_markup_mode=None)
        self._declared = declared

    def load(self) -> Any:
        """Import the module of the command and return the command itself."""
        root = typer.Typer(rich_markup_mode=None, add_completion=False)
        module = import_module(f"{__name__}.{self._declared.module}")
        root.add_typer(getattr(module, self._declared.variable))
        name = self._declared.keywords.get("name")
        group = get_group(root).commands[name] if name else get_group(root)
        if self._declared.has_callback or not isinstance(group, TyperGroup):
            return group
        return group.commands[str(self.name)]


class LazyGroup(TyperGroup):
    """A group that lists its commands without importing them, and loads the one that is invoked."""

    def resolve_command(self, ctx, args):
        """Return the invoked command, loaded; an unknown name is a usage error, as in any group."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, Listed) else command, rest


def declared(source: str, module: str) -> list[Declared]:
    """Return what the source of a module declares; an empty list where it is no command module.

    Only the source is read, so that ``--help`` imports no command. What it lists must therefore be literals: the
    keywords of ``typer.Typer(...)``, the name in ``@app.command("name")``, and the docstring.
    """
    tree = ast.parse(source)
    found: dict[str, Declared] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Call(func=function, keywords=given)):
                if ast.unparse(function) == "typer.Typer":
                    keywords = {str(one.arg): ast.literal_eval(one.value) for one in given}
                    found[variable] = Declared(module, variable, keywords)
            case ast.FunctionDef():
                for variable, kind, name in _decorators(node):
                    if kind == "callback":
                        found[variable].has_callback = True
                    else:
                        found[variable].commands[name or get_command_name(node.name)] = ast.get_docstring(node) or ""
    return list(found.values())


def _decorators(node: ast.FunctionDef) -> Iterator[tuple[str, str, str]]:
    """Yield the variable, ``command`` or ``callback``, and the name given, of each such decorator."""
    for one in node.decorator_list:
        match one:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=variable), attr="command" | "callback" as kind)):
                yield variable, kind, ast.literal_eval(one.args[0]) if one.args else ""


def root(named: str | None = None) -> LazyGroup:
    """Return the command group of the whole command line; where a command is named, of the files that speak of it.

    A file that holds no such word declares no such command, and reading all of them costs a tenth of a start.
    """
    top = typer.Typer(name="tagrid", help=HELP, cls=LazyGroup, no_args_is_help=True, rich_markup_mode=None)
    top.callback()(_prepare)
    made = get_group(top)
    assert isinstance(made, LazyGroup)
    for path in sorted(FOLDER.glob("[!_]*.py")):
        source = path.read_text(encoding="utf-8")
        if named and f'"{named}"' not in source and f"def {named.replace('-', '_')}(" not in source:
            continue
        for one in declared(source, path.stem):
            name = one.keywords.get("name")
            if name and one.has_callback:
                made.add_command(Listed(one, name, one.keywords["help"]))
                continue
            group = _group(made, name, one.keywords) if name else made
            for command, text in one.commands.items():
                group.add_command(Listed(one, command, inspect.cleandoc(text)))
    return made if not named or named in made.commands else root()


def _prepare(
    project: Annotated[
        Path | None, typer.Option("--project", metavar="DIR", help="Project to work in, instead of the nearest.")
    ] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log as JSON lines to stderr.")] = False,
    log_file: Annotated[
        Path | None, typer.Option("--log-file", metavar="FILE", help="Append logs to this file, with times.")
    ] = None,
) -> None:
    # Flags that stand before any command; child processes find them in the environment.
    if project:
        os.environ[VARIABLE] = str(named_project(project))
    if log_json:
        os.environ["TAGRID_LOG_JSON"] = "1"
    if log_file:
        os.environ["TAGRID_LOG_FILE"] = str(log_file.absolute())
    given = declared_in(current_project())
    named = os.environ.get("TAGRID_LOG_FILE") or given.get("log_file")
    if as_lines := bool(os.environ.get("TAGRID_LOG_JSON") or given.get("log_json")):
        logs.write_logs(as_lines, current_project() / named if named else None)
    elif named:
        logs.write_logs(as_lines, current_project() / named)
    prepare_dbt(current_project())


def _group(parent: LazyGroup, name: str, keywords: dict[str, Any]) -> LazyGroup:
    """Return the group of a name, made at its first module; the module with its help may come later."""
    group = parent.commands.get(name)
    if not isinstance(group, LazyGroup):
        group = LazyGroup(name=name, no_args_is_help=True, rich_markup_mode=None)
        parent.add_command(group)
    group.help = keywords.get("help") or group.help
    return group


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a known failure is one line on standard error and its exit code.

    The line is in the language of the settings; English where those themselves cannot be read.
    """
    # NumPy starts a thread for every core at import: a tenth of a second for a command that needs none of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
    given = sys.argv[1:] if arguments is None else arguments
    _write_any_letter()
    take_notices()  # of what this process did before
    as_json = "--json" in given
    try:
        # Where JSON is asked for, wrong usage comes back as an error too, for its JSON.
        code = root(given[0] if given else None).main(args=arguments, standalone_mode=not as_json)
        sys.exit(code if isinstance(code, int) else 0)
    except TagridError as error:
        _exit_with(error, as_json)
    except OSError as error:
        if error.errno not in FILE_FAULTS or error.filename is None:
            raise
        fault = TagridError(
            en=f"{error.filename} cannot be used: {error.strerror}.",
            zh=f"无法使用 {error.filename}：{error.strerror}。",
        )
        _exit_with(fault, as_json)
    except MemoryError:
        _exit_with(out_of_memory("tagrid"), as_json)
    except Exception as error:
        # DuckDB compares each block that it reads with its checksum.
        damage = published.database_damage() if type(error).__module__ in ("duckdb", "_duckdb") else None
        if damage is not None:
            _exit_with(damage, as_json)
        _exit_with_unforeseen(error, as_json)
    finally:
        for text in take_notices():
            print(f"tagrid: {text.in_(_language())}", file=sys.stderr)


def _exit_with(error: TagridError, as_json: bool) -> NoReturn:
    _report(error, as_json, type(error).__name__)
    print(f"tagrid: {error.in_language(_language())}", file=sys.stderr)
    sys.exit(error.exit_code)


def _exit_with_unforeseen(error: Exception, as_json: bool) -> NoReturn:
    """Show wrong usage as Typer does; of anything else raise the error again, for its traceback."""
    show, message = getattr(error, "show", None), getattr(error, "format_message", None)
    failure = TagridError(message() if message else f"{type(error).__name__}: {error}")
    failure.exit_code = getattr(error, "exit_code", 1)
    _report(failure, as_json, type(error).__name__)
    if show is None:
        raise error
    show()
    sys.exit(failure.exit_code)


def _report(error: TagridError, as_json: bool, kind: str) -> None:
    if as_json and not error.is_in_answer:
        print(json.dumps(error.described(), ensure_ascii=False))
    log(_logger, "command failed", logging.ERROR, exit_code=error.exit_code, error=kind)


def _write_any_letter() -> None:
    """Let what a terminal's encoding cannot show be escaped; a message must not end in an error of its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _language() -> str:
    try:
        return settings.chosen_language()
    except TagridError:
        return "zh" if os.environ.get("TAGRID_LANG", "").startswith("zh") else "en"
