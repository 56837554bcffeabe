"""`tagrid segment why`, `sql`, `similar`, `cross`, `trend`, `moves`, `compare`, `places`: what a segment is like."""

import json
from typing import Annotated

import typer

from tagrid.catalog import Viewer
from tagrid.cli.segment_options import AsJson, ExpressionOrName, Language, VersionId, check_language, table
from tagrid.core.errors import BadInput
from tagrid.core.project import home
from tagrid.published import customer_facts
from tagrid.segments import (
    count_or_none,
    count_text,
    expression_or_saved,
    is_disclosure_limited,
    open_version,
    rounded_count,
    rounded_ratio,
    to_sql,
)
from tagrid.segments.insight import (
    contrast_segments,
    cross_tabulate,
    explain_membership,
    find_similar,
    implied_tags,
    membership_change,
    place_map,
    size_trend,
)

group = typer.Typer(name="segment")

_CONTRAST_HEADS = {
    "zh": ("标签", "取值", "第一", "第二", "相差（百分点）", "95% 区间"),
    "en": ("Tag", "Value", "First", "Second", "Difference, points", "95 %"),
}


@group.command()
def why(
    customer_id: Annotated[str, typer.Argument(metavar="CUSTOMER")],
    expression: ExpressionOrName,
    as_json: AsJson = False,
    version: VersionId = None,
) -> None:
    """Say why a customer is in a segment, or is not: each branch of the rule with the customer's values.

    Marked > are the branches that decide: were they otherwise, so would be the whole.

    Example: tagrid segment why 3200000329 "fee_recovery_risk in (D, E) and annual_kwh > 50000"
    """
    workspace = open_version(version)
    branch = explain_membership(workspace, customer_id, workspace.parse(expression_or_saved(workspace, expression)))
    if as_json:
        typer.echo(
            json.dumps({"customer_id": customer_id, "is_in": branch.holds} | branch.described(), ensure_ascii=False)
        )
    else:
        typer.echo("\n".join(_branch_lines(branch, 0)))


def _branch_lines(branch, depth: int) -> list[str]:
    mark = (">" if branch.decides else " ") + ("yes" if branch.holds else "no ").rjust(4)
    found = f"   [{_found_text(branch.found)}]" if branch.kind in ("value", "feature", "changed") else ""
    text = (
        branch.text
        if not branch.branches
        else {"all": "all of", "any": "any of", "not": "not"}.get(branch.kind, branch.text)
    )
    return [
        f"{mark}  {'   ' * depth}{text}{found}",
        *(line for one in branch.branches for line in _branch_lines(one, depth + 1)),
    ]


def _found_text(found) -> str:
    if isinstance(found, list):
        return ", ".join(f"{one['on']}: {one['from']} > {one['to']}" for one in found) or "no change"
    return "empty" if found is None else str(found)


@group.command()
def sql(expression: ExpressionOrName, as_json: AsJson = False, version: VersionId = None) -> None:
    """Show a segment as plain SQL over a version's serving database, with its parameters: for checking by other means.

    Example: tagrid segment sql "value_tier = vip and annual_kwh > 50000"
    """
    workspace = open_version(version)
    rule = workspace.parse(expression_or_saved(workspace, expression))
    text, parameters = to_sql(rule, workspace.index.subject(rule), workspace.version.as_of)
    if as_json:
        typer.echo(json.dumps({"sql": text, "parameters": parameters}, ensure_ascii=False, default=str))
    else:
        typer.echo("\n".join([text, *(f"  ?{at} {one}" for at, one in enumerate(parameters, start=1))]))


@group.command()
def similar(
    expression: ExpressionOrName,
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="How many customers.")] = 20,
    version: VersionId = None,
) -> None:
    """Rank customers outside a segment by how like its members they are, and say where to cut.

    Example: tagrid segment similar "green_interest = active" --limit 500 --json
    """
    workspace = open_version(version)
    ranked = find_similar(workspace, workspace.parse(expression_or_saved(workspace, expression)), limit)
    rows = [
        {
            "customer_id": person["customer_id"],
            "customer_name": person["customer_name"],
            "score": round(float(score), 3),
        }
        for person, score in zip(customer_facts(workspace.version, ranked.numbers.tolist()), ranked.scores, strict=True)
    ]
    if as_json:
        about = {"cut": vars(ranked.cut), "depths": [vars(one) for one in ranked.depths], "reasons": ranked.reasons}
        typer.echo(json.dumps(about | {"left_out": ranked.left_out, "customers": rows}, ensure_ascii=False))
        return
    table(["Customer", "Name", "Score"], [tuple(row.values()) for row in rows])
    typer.echo(_cut(ranked.cut))


def _cut(cut) -> str:
    return (
        f"Cut at score {cut.score:.2f}: of customers the model had not seen, {cut.precision:.0%} of the "
        f"{cut.customers:,} best ranked were members ({cut.lift:.1f} x the base); "
        f"that found {cut.recall:.0%} of all members."
    )


@group.command()
def cross(
    first: Annotated[str, typer.Argument(metavar="TAG")],
    second: Annotated[str, typer.Argument(metavar="TAG")],
    expression: Annotated[str | None, typer.Option("--in", metavar="EXPR|NAME", help="Within a segment.")] = None,
    as_json: AsJson = False,
    version: VersionId = None,
) -> None:
    """Count customers by the values of two tags; of restricted ones no count below 10 is shown.

    Example: tagrid segment cross value_tier fee_recovery_risk --in "arrears_status != clear"
    """
    workspace = open_version(version)
    rule = workspace.parse(expression_or_saved(workspace, expression)) if expression else None
    subject = workspace.index.subject(rule) if rule else workspace.catalog.tag(first).subject
    made = cross_tabulate(workspace.index, workspace.mask(rule, subject), first, second)
    is_limited = is_disclosure_limited(workspace.catalog, Viewer.from_environment(), rule, (first, second))
    counts = {a: {b: count_or_none(n, is_limited) for b, n in row.items()} for a, row in made.counts.items()}
    if as_json:
        typer.echo(json.dumps({"counts": counts, "cramers_v": round(made.cramers_v, 4)}, ensure_ascii=False))
        return
    columns = list(next(iter(counts.values())))
    table([f"{first} / {second}", *columns], [(a, *map(count_text, row.values())) for a, row in counts.items()])
    typer.echo(f"Cramér's V {made.cramers_v:.2f} (0 independent, 1 one tells the other)")


@group.command()
def trend(expression: ExpressionOrName, as_json: AsJson = False) -> None:
    """Show the size of a segment in every kept version, each by its own catalog.

    Example: tagrid segment trend "fee_recovery_risk in (D, E)" --json
    """
    workspace = open_version()
    sizes = size_trend(home(), expression_or_saved(workspace, expression), workspace.saved)
    if as_json:
        typer.echo(json.dumps([one.described() for one in sizes], ensure_ascii=False))
    else:
        rows = [
            (one.version, one.as_of, "" if one.problem else f"{one.customers:,}", one.problem or "") for one in sizes
        ]
        table(["Version", "As of", "Customers", "Problem"], rows)


@group.command()
def moves(
    expression: ExpressionOrName,
    before: Annotated[str, typer.Option("--from", metavar="ID", help="The earlier version.")],
    version: VersionId = None,
    limit: Annotated[int, typer.Option(min=0, help="How many customers to name.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show who came into a segment and who left it between two versions.

    Example: tagrid segment moves "fee_recovery_risk = E" --from 2026-05-31.1
    """
    after = open_version(version)
    found = membership_change(open_version(before), after, expression_or_saved(after, expression)).described(limit)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(
        f"{found['stayed']:,} stayed; {found['came']:,} came, of whom {found['new']:,} are new customers; "
        f"{found['left']:,} left, of whom {found['gone']:,} are customers no more."
    )
    for key, title in (("came_ids", "Came"), ("left_ids", "Left")):
        if found[key]:
            typer.echo(f"{title}: {', '.join(found[key])}{' ...' if len(found[key]) < found[key[:4]] else ''}")


@group.command()
def compare(
    first: ExpressionOrName,
    second: ExpressionOrName,
    as_json: AsJson = False,
    version: VersionId = None,
    limit: Annotated[int, typer.Option(min=1, help="How many values.")] = 20,
    lang: Language = "zh",
    with_implied: Annotated[bool, typer.Option("--told", help="Show what the two rules themselves tell too.")] = False,
) -> None:
    """Compare two segments: how many are in both, and which values of tags most differ between those in one only.

    Ranked by the end of the difference's 95 % interval nearest to none; ~ marks what may be chance.

    Where a rule rests on restricted tags, sizes are rounded to tens, and none below 10 is shown.

    Example: tagrid segment compare "value_tier = vip" "value_tier = major" --lang en --json
    """
    workspace = open_version(version)
    rules = [workspace.parse(expression_or_saved(workspace, one)) for one in (first, second)]
    subject, other = (workspace.index.subject(rule) for rule in rules)
    if subject != other:
        raise BadInput(
            en=f"The first segment is about {subject}, the second about {other}: there is nothing to compare.",
            zh=f"第一个客群属于 {subject}，第二个属于 {other}，无从对比。",
        )
    ours, theirs = (workspace.mask(rule, subject) for rule in rules)
    made = contrast_segments(workspace.index, ours, theirs, subject)
    left_out = set() if with_implied else set().union(*(implied_tags(workspace.catalog, rule) for rule in rules))
    viewer = Viewer.from_environment()
    is_limited = any(is_disclosure_limited(workspace.catalog, viewer, rule) for rule in rules)
    sizes = {name: rounded_count(getattr(made, name), is_limited) for name in ("first_size", "second_size", "both")}
    rows = [one for one in made.differences if one.tag not in left_out][:limit]
    if as_json:
        overlap = workspace.index.overlap(ours, theirs)
        counts = {name: rounded_count(size, is_limited) for name, size in vars(overlap).items()}
        jaccard = None if counts["both"] is None else rounded_ratio(overlap.jaccard, is_limited)
        answer = {
            "overlap": counts | {"jaccard": jaccard},
            "compared": {"first": made.first, "second": made.second} | sizes,
            "left_out": sorted(left_out),
            "differences": [one.described() for one in rows],
        }
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    _print_contrast(made, sizes, rows, workspace.catalog, lang)


def _print_contrast(made, sizes: dict, rows: list, catalog, lang: str) -> None:
    check_language(lang)
    typer.echo(_sizes_line(made, sizes, lang))
    table([*_CONTRAST_HEADS[lang]], [_difference_cells(one, catalog, lang) for one in rows])


def _sizes_line(made, sizes: dict, lang: str) -> str:
    kinds = {"zh": {"only": "仅在该客群", "all": "整个客群"}, "en": {"only": "only in it", "all": "all of it"}}[lang]
    shown = {name: count_text(size) for name, size in sizes.items()}
    first = f"{kinds[made.first]}, {shown['first_size']}"
    second = f"{kinds[made.second]}, {shown['second_size']}"
    if lang == "zh":
        return f"第一（{first} 户）对第二（{second} 户）；两者共有 {shown['both']} 户"
    return f"First ({first}) against second ({second}); {shown['both']} in both"


def _difference_cells(one, catalog, lang: str) -> tuple:
    tag = catalog.tags[one.tag]
    shares = (count_text(None) if share is None else f"{share:.1%}" for share in (one.first_share, one.second_share))
    bound = "" if None not in (one.first, one.second) else {"zh": "至少 ", "en": "at least "}[lang]
    interval = f"{100 * one.low:+.1f}..{100 * one.high:+.1f}" + ("" if one.is_certain else " ~")
    apart = f"{bound}{100 * one.difference:+.1f}"
    return tag.label.in_(lang), tag.value_label(one.value).in_(lang), *shares, apart, interval


@group.command()
def places(
    expression: ExpressionOrName,
    by: Annotated[str, typer.Option("--by", metavar="KIND", help="district or feeder.")] = "district",
    as_json: AsJson = False,
    version: VersionId = None,
) -> None:
    """Show where the customers of a segment are, against everyone there; fewer than 10 at a place are not shown.

    Example: tagrid segment places "arrears_status = overdue_90" --by feeder --json
    """
    workspace = open_version(version)
    rule = workspace.parse(expression_or_saved(workspace, expression))
    counted = place_map(workspace, workspace.index.subject(rule), by).counts_within(workspace.mask(rule))
    if as_json:
        typer.echo(json.dumps([vars(one) for one in counted], ensure_ascii=False))
        return
    table(["Place", "Customers", "Everyone", "Share", "95 %", "TGI"], [_place_cells(one) for one in counted])


def _place_cells(one) -> tuple:
    name = one.name or "unknown"
    if one.customers is None:
        return name, count_text(None), f"{one.everyone:,}", "", "", ""
    tgi = f"{one.tgi:.0f}" + ("" if one.is_certain else " ~")
    return name, f"{one.customers:,}", f"{one.everyone:,}", f"{one.share:.1%}", f"{one.low:.1%}-{one.high:.1%}", tgi
