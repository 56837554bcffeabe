"""Generates the reference pages of the site from the code and the content they describe (a MkDocs hook)."""

import inspect
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from tagrid import api
from tagrid.catalog.files import load
from tagrid.cli import root
from tagrid.core.settings import PREFIX, Regulation, Settings
from tagrid.core.yaml_files import read_yaml
from tagrid.landing import SourceTable, source_contracts
from tagrid.segments import language

ROOT = Path(__file__).resolve().parent.parent

# The examples are run against the demo's catalog by a test.
FORMS = {
    "value_tier = vip": "whose tag has the value",
    "value_tier in (vip, major)": "who have one of the values",
    "value_tier is unknown": "of whom the tag is not known",
    "value_tier = vip and not arrears_status = clear": "of both; `not` is the rest of the base, `unknown` included",
    "value_tier = vip or value_tier = major": "of either",
    "payment.late_bill_share_12m >= 0.25": "whose feature compares so: `=`, `!=`, `<`, `<=`, `>`, `>=`",
    "payment.late_bill_share_12m between 0.1 and 0.5": "whose feature lies between, ends included",
    "payment.late_bill_share_12m is known": "whose feature has a value",
    "arrears_status changed to overdue_30 since 2026-05-01": "whose tag changed so",
    "arrears_status changed from clear in last 30 days": "whose tag left the value",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages; called by MkDocs before it reads any page."""
    pages = {
        "reference/commands.md": commands,
        "reference/source-contracts.md": contracts,
        "reference/counterparts.md": partial(counterparts, "en"),
        "reference/counterparts.zh.md": partial(counterparts, "zh"),
        "reference/catalog.md": catalog,
        "reference/expressions.md": expressions,
        "reference/configuration.md": configuration,
        "reference/library.md": python_library,
        "decisions/index.md": decisions,
    }
    for path, page in pages.items():
        files.append(File.generated(config, path, content="\n".join(page())))
    return files


def commands() -> Iterator[str]:
    """Yield the page of commands, as ``--help`` prints them."""
    yield "# Commands\n\nEvery command has `--help` with an example, and `--json` where a program may read it.\n"
    context = typer.Context(root(), info_name="tagrid")
    for name in root().list_commands(context):
        yield from _command(root(), context, name, 2)


def _command(group, context, name: str, level: int) -> Iterator[str]:
    name, command, _ = group.resolve_command(context, [name])
    inner = typer.Context(command, info_name=name, parent=context)
    yield f"{'#' * level} {inner.command_path}\n"
    if hasattr(command, "list_commands"):
        yield f"{command.help or ''}\n"
        for one in command.list_commands(inner):
            yield from _command(command, inner, one, level + 1)
    else:
        yield f"```text\n{command.get_help(inner)}\n```\n"


def contracts() -> Iterator[str]:
    """Yield the page of source contracts: every table a utility may deliver, with its columns."""
    yield "# Source contracts\n\nWhat each table must look like: `dbt_project/models/staging/*/_*__sources.yml`.\n"
    for table in source_contracts().values():
        yield f"## {table.address} · {table.zh}\n\n{table.description}\n"
        yield "| column | type | | meaning | 含义 | values |\n|---|---|---|---|---|---|"
        for one in table.columns:
            state = "key" if one.key else "required" if one.required else "optional" if one.optional else ""
            names = one.code_names
            values = ", ".join(f"`{code}` {names.get(code, '')}".strip() for code in one.domain) or (
                f"{one.range[0]} to {one.range[1]}" if one.range else one.form or ""
            )
            values += f"of `{one.references}`" if one.references else ""
            values += " (in no message)" if one.personal else ""
            yield f"| `{one.name}` | {one.type} | {state} | {one.description} | {one.zh} | {values} |"
        yield ""


def counterparts(language: str, facts: dict | None = None) -> Iterator[str]:
    """Yield the page that sets the fields of State Grid's systems beside the columns of the contracts."""
    facts = facts or read_counterparts()
    words = {key: text[language] for key, text in facts["page"].items()}
    yield f"# {words['title']}\n\n{words['intro']}\n"
    yield f"## {words['things']}\n\n{words['thing']}\n|---|---|---|---|---|"
    for one in facts["things"]:
        cells = one["thing"][language], _code(fields_of(one["fields"])), facts["held"][one["held"]][language]
        yield f"| {' | '.join(cells)} | {_code(one['by'])} | {one['how'][language]} |"
    for table in source_contracts().values():
        yield f"\n## {table.address} · {table.zh}\n"
        yield from _columns(table, facts, language, words)
    yield f"\n## {words['tables']}\n\n{words['table']}\n|---|---|---|---|"
    for name, table in facts["tables"].items():
        seen = ", ".join(f"[{source}](#source-{source})" for source in table["sources"])
        yield f"| `{name}` | {table[language]} | {facts['systems'][table['system']][language]} | {seen} |"
    yield f"\n## {words['sources']}\n\n{words['source']}\n|---|---|---|"
    for name, source in facts["sources"].items():
        yield f'| <a id="source-{name}"></a>{name} | {source["where"]} | {source[language]} |'


def _columns(table: SourceTable, facts: dict, language: str, words: dict) -> Iterator[str]:
    columns, notes = facts["contracts"][table.address]["columns"], facts["contracts"][table.address].get("notes", {})
    reasons = {name: text[language] for name, text in facts["reasons"].items()}
    if isinstance(columns, str):
        yield words["whole"].format(reasons[columns])
        return
    yield f"{words['column']}\n|---|---|---|"
    for one in table.columns:
        name = f"`{one.name}`" + (f" ({words['required']})" if one.key or one.required else "")
        fields = columns[one.name]
        shown = reasons.get(fields) or _code(fields_of(fields))
        shown = words["computed"].format(shown) if fields.startswith("computed from ") else shown
        yield f"| {name} | {shown} | {notes[one.name][language] if one.name in notes else ''} |"


def read_counterparts(folder: Path = ROOT / "docs" / "counterparts") -> dict:
    """Return the facts of the page of counterparts, with what stands beside each contract under ``contracts``."""
    facts = {"contracts": {}, "things": read_yaml(folder / "things.yml"), "page": read_yaml(folder / "page.yml")}
    for path in sorted(folder.glob("*.yml")):
        if path.stem == "systems":
            facts |= read_yaml(path)
        elif path.stem not in facts:
            facts["contracts"] |= read_yaml(path)
    return facts


def fields_of(fields: str) -> list[str]:
    """Return what a column's fields name, each as TABLE.FIELD or TABLE."""
    return fields.removeprefix("computed from ").split(", ")


def _code(names: list[str]) -> str:
    return "<br>".join(f"`{name}`" for name in names)


def catalog() -> Iterator[str]:
    """Yield the page of the catalog: every tag with its definition and values, in both languages."""
    found = load()
    yield f"# Catalog {found.version}\n"
    for tag in sorted(found.tags.values(), key=lambda one: one.path):
        facts = " · ".join((tag.method, tag.cadence, tag.owner, tag.status))
        yield f"## {tag.label.en} · {tag.label.zh}\n\n`{tag.path}` · {facts}\n"
        yield f"{tag.definition.en}\n\n{tag.definition.zh}\n\n| value | | |\n|---|---|---|"
        for code, label in tag.values.items():
            yield f"| `{code}` | {label.en} | {label.zh} |"
        yield ""


def configuration() -> Iterator[str]:
    """Yield the page of settings: each with its variable of the environment, its default and what it is for."""
    yield "# Configuration\n"
    yield (
        "Settings are read from `tagrid.toml` of the project, then the environment, then flags; the later wins. "
        "`tagrid doctor` prints each with what set it.\n"
    )
    yield "| in `tagrid.toml` | in the environment | default | |\n|---|---|---|---|"
    for name, field in Settings.model_fields.items():
        if name != "regulation":
            yield f"| `{name}` | `{PREFIX}{name.upper()}` | `{field.get_default()}` | {field.description or ''} |"
    yield "\n## [regulation]\n\n| in `tagrid.toml` | default |\n|---|---|"
    for name, field in Regulation.model_fields.items():
        yield f"| `{name}` | `{field.get_default()}` |"


def python_library() -> Iterator[str]:
    """Yield the page of the library: every public class and function with its docstring."""
    yield f"# Library\n\n{inspect.getdoc(api)}\n"
    yield from _documented("tagrid.open", api.open)
    for made in (api.Utility, api.Segment, api.Portrait):
        yield f"## {made.__name__}\n\n{inspect.getdoc(made)}\n"
        for name, member in vars(made).items():
            if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                yield from _documented(f"{made.__name__}.{name}", member, 3)


def _documented(name: str, member, level: int = 2) -> Iterator[str]:
    signature = str(inspect.signature(member)) if callable(member) else ""
    yield f"{'#' * level} {name}\n\n```python\n{name}{signature}\n```\n"
    text, _, example = (inspect.getdoc(member) or "").partition("Example:\n")
    yield text
    if example:
        yield f"```pycon\n{inspect.cleandoc(example)}\n```\n"


def expressions() -> Iterator[str]:
    """Yield the page of the expression language: what a user writes, and the grammar as the parser states it."""
    yield "# Expression language\n"
    yield (
        "An expression names a segment. It is parsed against the catalog, never pasted into SQL; an unknown name is an "
        "error at its character, with the nearest names. Codes and labels mean the same, in Chinese or English.\n"
    )
    yield "| form | holds for customers |\n|---|---|"
    for form, meaning in FORMS.items():
        yield f"| `{form}` | {meaning} |"
    yield "\nA segment has one subject, power or non-power customers: no customer has tags of both.\n"
    grammar = (language.__doc__ or "").partition("\n\n")[2]
    yield f"## Grammar\n\n```text\n{grammar.partition(chr(10) * 2)[0]}\n```\n\n{grammar.partition(chr(10) * 2)[2]}"


def decisions() -> Iterator[str]:
    """Yield the list of decisions, newest last."""
    yield "# Decisions\n\nOne file a debatable choice: what was decided, why, and what would change it.\n"
    yield "| | decision | date |\n|---|---|---|"
    for path in sorted((ROOT / "docs/decisions").glob("[0-9]*.md")):
        title, _, date = path.read_text(encoding="utf-8").split("\n")[:3]
        number, _, words = title.removeprefix("# ").partition(". ")
        yield f"| {number} | [{words}]({path.name}) | {date.removeprefix('Date: ')} |"
