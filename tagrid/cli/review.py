"""`tagrid review`: a person's verdict on a customer's risk, recorded and listed."""

import json
from typing import Annotated

import typer

from tagrid.core.project import home
from tagrid.scoring import add_review as record, list_reviews

group = typer.Typer(
    name="review", help="Record what a person knows of a customer's risk; list what was said.", no_args_is_help=True
)


Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


@group.command()
def add(
    customer: Annotated[str, typer.Argument(help="Account number.")],
    tag: Annotated[str, typer.Argument(help="A tag that rests on a score, as fee_recovery_risk.")],
    verdict: Annotated[
        str, typer.Option("--verdict", help="confirmed: what the score foretells is so; refuted: it is not.")
    ],
    because: Annotated[str, typer.Option("--because", help="Why; it is shown beside the value.")],
    by: Annotated[str, typer.Option("--by", help="Who says so.")],
    as_json: Json = False,
) -> None:
    """Record a verdict on a customer's present value of a tag, beside the value and the model that gave it.

    Nothing is ever overwritten: of several reviews the latest counts. `tagrid train --reviews` learns from them.

    Example: tagrid review add 3200000017 abnormal_use_risk --verdict refuted --because "Visited" --by "Li Na"
    """
    made = record(home(), customer, tag, verdict, because, by)
    if as_json:
        print(json.dumps(made, ensure_ascii=False, default=str))
    else:
        print(f"Review {made['id']}: {tag} of {customer} ({made['value']}) {verdict} as of {made['reviewed_on']}.")


@group.command("list")
def listed(
    customer: Annotated[str | None, typer.Option("--customer", help="Only of this account.")] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Only of this tag.")] = None,
    as_json: Json = False,
) -> None:
    """List the reviews, newest first.

    Example: tagrid review list --tag abnormal_use_risk --json
    """
    found = list_reviews(home(), customer, tag)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        return
    for one in found:
        head = f"{one['reviewed_on']}  {one['customer_id']}  {one['tag']} {one['value']}  {one['verdict']}"
        print(f"{head}  {one['by']}: {one['because']}")
    if not found:
        print("No review yet.")
