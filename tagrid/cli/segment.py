"""`tagrid segment count` and `profile`: how many customers, and who they are."""

import json
from typing import Annotated

import typer

from tagrid.catalog import Viewer
from tagrid.cli.segment_options import (
    AsJson,
    AsOf,
    ExpressionOrName,
    Known,
    Language,
    VersionId,
    check_language,
    count_sentence,
    table,
)
from tagrid.segments import (
    SMALLEST_GROUP,
    changes_known_since,
    count_on_day,
    count_or_none,
    expression_or_saved,
    is_disclosure_limited,
    least_shown,
    open_version,
    to_text,
)
from tagrid.segments.insight import segment_profile

group = typer.Typer(
    name="segment", no_args_is_help=True, help="Count, understand, keep and export segments of customers."
)


@group.command()
def count(
    expression: ExpressionOrName,
    as_json: AsJson = False,
    version: VersionId = None,
    as_of: AsOf = None,
    known: Known = "then",
) -> None:
    """Count the customers of an expression.

    Example: tagrid segment count "value_tier in (vip, major) and fee_recovery_risk in (D, E)" --json
    """
    workspace = open_version(version)
    if as_of:
        past = count_on_day(workspace, expression_or_saved(workspace, expression), as_of, known)
        typer.echo(json.dumps(past, ensure_ascii=False) if as_json else count_sentence(past))
        return
    rule, index = workspace.parse(expression_or_saved(workspace, expression)), workspace.index
    customers, base = index.count(rule), index.population(index.base(index.subject(rule)))
    answer = {
        "expression": to_text(rule),
        "catalog_version": workspace.catalog.version,
        "version": workspace.version.id,
        "as_of": workspace.version.as_of.isoformat(),
        "customers": customers,
        "base": base,
        "share": customers / base if base else 0.0,
    }
    if begins := changes_known_since(workspace.version, rule):
        answer["changes_known_since"] = begins.isoformat()
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else count_sentence(answer))


@group.command()
def profile(
    expression: ExpressionOrName,
    as_json: AsJson = False,
    version: VersionId = None,
    limit: Annotated[int, typer.Option(min=1, help="How many values.")] = 20,
    lang: Language = "zh",
    fewest: Annotated[int, typer.Option(min=1, help="Leave out what fewer customers share.")] = SMALLEST_GROUP,
) -> None:
    """Show which values set a segment apart from all customers of its subject (TGI 100 is no difference).

    Ranked by TGI x size at the cautious end of the share's 95 % interval; ~ marks what may be chance or is of few.
    Values of restricted tags, and of a rule on them, are shown of 10 customers and more only.

    Example: tagrid segment profile "arrears_status = overdue_90" --limit 10 --lang en
    """
    workspace, viewer = open_version(version), Viewer.from_environment()
    rule, catalog = workspace.parse(expression_or_saved(workspace, expression)), workspace.catalog
    least = least_shown(fewest, is_disclosure_limited(catalog, viewer, rule))
    mask, subject = workspace.mask(rule), workspace.index.subject(rule)
    rows = [
        one
        for one in segment_profile(workspace.index, catalog, mask, subject, least)
        if count_or_none(one.customers, is_disclosure_limited(catalog, viewer, None, [one.tag])) is not None
    ][:limit]
    if as_json:
        typer.echo(json.dumps([row.described() for row in rows], ensure_ascii=False))
    else:
        _print_profile(rows, catalog, lang, least)


def _print_profile(rows: list, catalog, lang: str, fewest: int) -> None:
    check_language(lang)
    heads = {
        "zh": ("标签", "取值", "客户数", "占比", "95% 区间", "总体占比"),
        "en": ("Tag", "Value", "Customers", "Share", "95 %", "Base"),
    }
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
        f"{row.tgi:,.0f}" + (f" ~{few}" if few or not row.is_certain else ""),
    )
