"""`tagrid segment`: count, profile and keep combinations of tag values."""

import json
from typing import Annotated

import typer

from tagrid.errors import BadInput

NAME = "segment"
app = typer.Typer(no_args_is_help=True, help="Count, profile and save segments: combinations of tag values.")

Expression = Annotated[
    str,
    typer.Argument(metavar="EXPR", help='E.g. "value_tier in (vip, major) and not arrears_status = clear".'),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
VersionId = Annotated[
    str | None, typer.Option("--version", metavar="ID", help="A kept version; default: the one in force.")
]
Language = Annotated[str, typer.Option("--lang", help="zh or en.")]


def _opened(version_id: str | None):
    """Return the version asked for, its catalog and the expressions of the saved segments."""
    from tagrid.home import home
    from tagrid.refresh.versions import current, find
    from tagrid.segments.saved import expressions

    version = find(home(), version_id) if version_id else current(home())
    return version, version.catalog(), expressions(home())


@app.command()
def count(
    expression: Expression,
    as_json: AsJson = False,
    version: VersionId = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="On the values of an earlier day, by the catalog of that day."),
    ] = None,
    known: Annotated[
        str, typer.Option("--known", metavar="WHEN", help="Of that day: then, now, or as a version knew it (its id).")
    ] = "then",
) -> None:
    """Count the customers of an expression.

    Example: tagrid segment count "value_tier in (vip, major) and fee_recovery_risk in (D, E)" --json
    """
    from tagrid.segments import parse, to_text

    opened, catalog, saved = _opened(version)
    if as_of:
        from tagrid.history import ask, day_of
        from tagrid.segments.past import count_on

        past = count_on(ask(opened, day_of(as_of), known), expression, saved)
        typer.echo(json.dumps(past, ensure_ascii=False) if as_json else _sentence(past))
        return
    rule, index = parse(expression, catalog, saved), opened.index()
    customers, base = index.count(rule), index.population(index.base(index.subject(rule)))
    answer = {
        "expression": to_text(rule),
        "catalog_version": catalog.version,
        "version": opened.id,
        "as_of": opened.as_of.isoformat(),
        "customers": customers,
        "base": base,
        "share": customers / base if base else 0.0,
    }
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else _sentence(answer))


def _sentence(answer: dict) -> str:
    return (
        f"{answer['customers']:,} of {answer['base']:,} customers ({answer['share']:.2%}) "
        f"on {answer['as_of']}, version {answer['version']}, catalog {answer['catalog_version']}: "
        f"{answer['expression']}"
    )


@app.command()
def profile(
    expression: Expression,
    as_json: AsJson = False,
    version: VersionId = None,
    limit: Annotated[int, typer.Option(min=1, help="How many values.")] = 20,
    lang: Language = "zh",
) -> None:
    """Show which values set a segment apart from all customers of its subject (TGI 100 is no difference).

    Example: tagrid segment profile "arrears_status = overdue_90" --limit 10 --lang en
    """
    from dataclasses import asdict

    from tagrid.segments import parse
    from tagrid.segments.profile import profile as profiled

    opened, catalog, saved = _opened(version)
    index, rule = opened.index(), parse(expression, catalog, saved)
    rows = profiled(index, catalog, index.mask(rule), index.subject(rule))[:limit]
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    else:
        _print_profile(rows, catalog, lang)


def _print_profile(rows: list, catalog, lang: str) -> None:
    heads = {
        "zh": ("标签", "取值", "客户数", "占比", "总体占比"),
        "en": ("Tag", "Value", "Customers", "Share", "Base"),
    }
    if lang not in heads:
        raise BadInput(f"--lang is zh or en, not '{lang}'.")
    _table(
        [*heads[lang], "TGI"],
        [
            (
                catalog.tags[row.tag].label.in_(lang),
                catalog.tags[row.tag].value_label(row.value).in_(lang),
                f"{row.customers:,}",
                f"{row.share:.1%}",
                f"{row.base_share:.1%}",
                f"{row.tgi:.0f}",
            )
            for row in rows
        ],
    )


@app.command("list")
def list_saved(as_json: AsJson = False) -> None:
    """List the saved segments.

    Example: tagrid segment list --json
    """
    from tagrid.home import home
    from tagrid.segments.saved import saved_segments

    rows = [_described(one) for one in saved_segments(home())]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif rows:
        _table(["Name", "Expression", "Subject", "Catalog", "Saved (UTC)"], [tuple(row.values()) for row in rows])
    else:
        typer.echo('No segment is saved yet; `tagrid segment save NAME "EXPR"` saves one.')


@app.command()
def show(name: Annotated[str, typer.Argument(metavar="NAME")], as_json: AsJson = False) -> None:
    """Show one saved segment: its expression and what it was read against.

    Example: tagrid segment show "key accounts at risk" --json
    """
    from tagrid.home import home
    from tagrid.segments.saved import find

    found = _described(find(home(), name))
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))


@app.command()
def save(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    expression: Expression,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the segment of this name.")] = False,
) -> None:
    """Save an expression under a name; other expressions may then use segment("NAME").

    Example: tagrid segment save "key accounts at risk" "value_tier = vip and fee_recovery_risk in (D, E)"
    """
    from tagrid.home import home
    from tagrid.segments.saved import save as keep

    _, catalog, _ = _opened(None)
    kept = keep(home(), name, expression, catalog, replace)
    typer.echo(f"Saved '{kept.name}': {kept.expression}")


def _described(one) -> dict:
    return {
        "name": one.name,
        "expression": one.expression,
        "subject": one.subject,
        "catalog_version": one.catalog_version,
        "saved_at": one.saved_at.isoformat(timespec="seconds"),
    }


def _table(heads: list[str], rows: list[tuple]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads, box=None)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False).print(table)
