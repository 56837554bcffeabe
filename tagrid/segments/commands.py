"""`tagrid segment count` and `profile`: how many, and who they are. The other rooms of segments bring the rest."""

import json
from typing import Annotated

import typer

from tagrid.errors import BadInput
from tagrid.segments.options import AsJson, ExpressionOrName, Language, VersionId, expression_of, opened, table

NAME = "segment"
app = typer.Typer(no_args_is_help=True, help="Count, understand, keep and export segments of customers.")


@app.command()
def count(
    expression: ExpressionOrName,
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
    from tagrid.segments import to_text
    from tagrid.segments.changes import known_since

    found = opened(version)
    if as_of:
        from tagrid.history import ask, day_of
        from tagrid.segments.past import count_on

        past = count_on(ask(found.version, day_of(as_of), known), expression_of(found, expression), found.saved)
        typer.echo(json.dumps(past, ensure_ascii=False) if as_json else _sentence(past))
        return
    rule, index = found.parse(expression_of(found, expression)), found.index
    customers, base = index.count(rule), index.population(index.base(index.subject(rule)))
    answer = {
        "expression": to_text(rule),
        "catalog_version": found.catalog.version,
        "version": found.version.id,
        "as_of": found.version.as_of.isoformat(),
        "customers": customers,
        "base": base,
        "share": customers / base if base else 0.0,
    }
    if begins := known_since(found.version, rule):
        answer["changes_known_since"] = begins.isoformat()
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else _sentence(answer))


def _sentence(answer: dict) -> str:
    begins = answer.get("changes_known_since")
    note = f" (changes are known since {begins}; the rule asks for earlier ones too)" if begins else ""
    return (
        f"{answer['customers']:,} of {answer['base']:,} customers ({answer['share']:.2%}) "
        f"on {answer['as_of']}, version {answer['version']}, catalog {answer['catalog_version']}: "
        f"{answer['expression']}{note}"
    )


@app.command()
def profile(
    expression: ExpressionOrName,
    as_json: AsJson = False,
    version: VersionId = None,
    limit: Annotated[int, typer.Option(min=1, help="How many values.")] = 20,
    lang: Language = "zh",
    fewest: Annotated[int, typer.Option(min=1, help="Leave out what fewer customers share.")] = 10,
) -> None:
    """Show which values set a segment apart from all customers of its subject (TGI 100 is no difference).

    Ranked by TGI x size at the cautious end of the share's 95 % interval; ~ marks what may be chance or is of few.

    Example: tagrid segment profile "arrears_status = overdue_90" --limit 10 --lang en
    """
    from tagrid.segments.profile import profile as profiled

    found = opened(version)
    rule = found.parse(expression_of(found, expression))
    rows = profiled(found.index, found.catalog, found.mask(rule), found.index.subject(rule), fewest)[:limit]
    if as_json:
        typer.echo(json.dumps([row.described() for row in rows], ensure_ascii=False))
    else:
        _print_profile(rows, found.catalog, lang, fewest)


def _print_profile(rows: list, catalog, lang: str, fewest: int) -> None:
    heads = {
        "zh": ("标签", "取值", "客户数", "占比", "95% 区间", "总体占比"),
        "en": ("Tag", "Value", "Customers", "Share", "95 %", "Base"),
    }
    if lang not in heads:
        raise BadInput(f"--lang is zh or en, not '{lang}'.")
    if not rows:
        en = f"Nothing to show: a segment or value of fewer than {fewest} customers is left out."
        typer.echo(f"无可显示：不足 {fewest} 户的客群或取值不予显示。" if lang == "zh" else en)
        return
    table([*heads[lang], "TGI"], [_profile_cells(row, catalog, lang) for row in rows])


def _profile_cells(row, catalog, lang: str) -> tuple:
    few = {"zh": "少", "en": "few"}[lang] if row.is_small else ""
    return (
        catalog.tags[row.tag].label.in_(lang),
        catalog.tags[row.tag].value_label(row.value).in_(lang),
        f"{row.customers:,}",
        f"{row.share:.1%}",
        f"{row.low:.1%}-{row.high:.1%}",
        f"{row.base_share:.1%}",
        f"{row.tgi:.0f}" + (f" ~{few}" if few or not row.is_certain else ""),
    )
