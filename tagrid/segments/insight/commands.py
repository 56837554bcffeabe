"""`tagrid segment why`, `sql`, `similar`, `cross`, `trend`, `moves`: understanding a segment."""

import json
from typing import Annotated

import typer

from tagrid.segments.options import AsJson, ExpressionOrName, VersionId, expression_of, opened, table

NAME = "segment"
app = typer.Typer()


@app.command()
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
    from tagrid.segments.insight.why import why as asked

    found = opened(version)
    branch = asked(found, customer_id, found.parse(expression_of(found, expression)))
    if as_json:
        typer.echo(
            json.dumps({"customer_id": customer_id, "is_in": branch.holds} | branch.described(), ensure_ascii=False)
        )
    else:
        typer.echo("\n".join(_lines(branch, 0)))


def _lines(branch, depth: int) -> list[str]:
    mark = (">" if branch.decides else " ") + ("yes" if branch.holds else "no ").rjust(4)
    found = f"   [{_shown(branch.found)}]" if branch.kind in ("value", "feature", "changed") else ""
    text = (
        branch.text
        if not branch.branches
        else {"all": "all of", "any": "any of", "not": "not"}.get(branch.kind, branch.text)
    )
    return [
        f"{mark}  {'   ' * depth}{text}{found}",
        *(line for one in branch.branches for line in _lines(one, depth + 1)),
    ]


def _shown(found) -> str:
    if isinstance(found, list):
        return ", ".join(f"{one['on']}: {one['from']} > {one['to']}" for one in found) or "no change"
    return "empty" if found is None else str(found)


@app.command()
def sql(expression: ExpressionOrName, as_json: AsJson = False, version: VersionId = None) -> None:
    """Show a segment as plain SQL over a version's serving database, with its parameters: for checking by other means.

    Example: tagrid segment sql "value_tier = vip and annual_kwh > 50000"
    """
    from tagrid.segments import to_sql

    found = opened(version)
    rule = found.parse(expression_of(found, expression))
    text, parameters = to_sql(rule, found.index.subject(rule), found.version.as_of)
    if as_json:
        typer.echo(json.dumps({"sql": text, "parameters": parameters}, ensure_ascii=False, default=str))
    else:
        typer.echo("\n".join([text, *(f"  ?{at} {one}" for at, one in enumerate(parameters, start=1))]))


@app.command()
def similar(
    expression: ExpressionOrName,
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="How many customers.")] = 20,
    version: VersionId = None,
) -> None:
    """Rank customers outside a segment by how like its members they are, and say where to cut.

    Example: tagrid segment similar "green_interest = active" --limit 500 --json
    """
    from tagrid.segments.insight.similar import similar as asked
    from tagrid.segments.profile import people

    found = opened(version)
    ranked = asked(found, found.parse(expression_of(found, expression)), limit)
    rows = [
        {
            "customer_id": person["customer_id"],
            "customer_name": person["customer_name"],
            "score": round(float(score), 3),
        }
        for person, score in zip(people(found.version, ranked.numbers.tolist()), ranked.scores, strict=True)
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


@app.command()
def cross(
    first: Annotated[str, typer.Argument(metavar="TAG")],
    second: Annotated[str, typer.Argument(metavar="TAG")],
    expression: Annotated[str | None, typer.Option("--in", metavar="EXPR|NAME", help="Within a segment.")] = None,
    as_json: AsJson = False,
    version: VersionId = None,
) -> None:
    """Count customers by the values of two tags; of restricted ones no count below 10 is told.

    Example: tagrid segment cross value_tier fee_recovery_risk --in "arrears_status != clear"
    """
    from tagrid.segments.closed import is_closed, shown, told
    from tagrid.segments.insight.cross import cross as asked

    found = opened(version)
    rule = found.parse(expression_of(found, expression)) if expression else None
    subject = found.index.subject(rule) if rule else found.catalog.tag(first).subject
    made = asked(found.index, found.mask(rule, subject), first, second)
    closed = is_closed(found.catalog, rule, (first, second))
    counts = {a: {b: told(n, closed) for b, n in row.items()} for a, row in made.counts.items()}
    if as_json:
        typer.echo(json.dumps({"counts": counts, "cramers_v": round(made.cramers_v, 4)}, ensure_ascii=False))
        return
    columns = list(next(iter(counts.values())))
    table([f"{first} / {second}", *columns], [(a, *map(shown, row.values())) for a, row in counts.items()])
    typer.echo(f"Cramér's V {made.cramers_v:.2f} (0 independent, 1 one tells the other)")


@app.command()
def trend(expression: ExpressionOrName, as_json: AsJson = False) -> None:
    """Show the size of a segment in every kept version, each by its own catalog.

    Example: tagrid segment trend "fee_recovery_risk in (D, E)" --json
    """
    from tagrid.home import home
    from tagrid.segments.insight.moves import trend as asked

    found = opened()
    sizes = asked(home(), expression_of(found, expression), found.saved)
    if as_json:
        typer.echo(json.dumps([one.described() for one in sizes], ensure_ascii=False))
    else:
        rows = [
            (one.version, one.as_of, "" if one.problem else f"{one.customers:,}", one.problem or "") for one in sizes
        ]
        table(["Version", "As of", "Customers", "Problem"], rows)


@app.command()
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
    from tagrid.segments.insight.moves import moves as asked

    after = opened(version)
    found = asked(opened(before), after, expression_of(after, expression)).described(limit)
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
