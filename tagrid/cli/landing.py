"""`tagrid landing`: what has landed, what is odd about it, and taking a delivery or rows back."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from tagrid.core.formats import counted
from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.core.text import Text
from tagrid.landing import (
    acknowledge as settle,
    all_warnings,
    read_index,
    repair_landing,
    restore as put_back,
    withdraw as take_back,
    withdrawals,
)

group = typer.Typer(
    name="landing", help="See what has landed, settle its warnings, take a delivery or rows back.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]

By = Annotated[str, typer.Option("--by", help="Who decides so.")]

Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept on record.")]


def _say(text: Text) -> None:
    print(text.in_(chosen_language()))


@group.command("list")
def listed(as_json: Json = False) -> None:
    """List the deliveries that landed, and the withdrawals among them, newest first.

    Example: tagrid landing list
    """
    found = [asdict(one) for one in reversed(read_index(home()).deliveries)]
    taken = {one.number: one for one in withdrawals(home())}
    if as_json:
        print(json.dumps({"deliveries": found, "withdrawals": [asdict(one) for one in taken.values()]}, indent=1))
        return
    for one in found:
        state = f"withdrawn by {one['withdrawn']}" if one["withdrawn"] else ""
        if one["seq"] in taken:
            record = taken[one["seq"]]
            state = f"{record.by}: {record.reason}" + (f"; restored by {record.restored}" if record.restored else "")
        print(f"{one['seq']:>6}  {one['until'] or '-':<10}  {one['name']}  {state}".rstrip())


@group.command("warnings")
def warnings_command(
    every: Annotated[bool, typer.Option("--all", help="Those that are settled too.")] = False, as_json: Json = False
) -> None:
    """List the warnings of deliveries that nobody has settled yet.

    Example: tagrid landing warnings
    """
    found = [one for one in all_warnings(home()) if every or one.is_open]
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        _say(one.text)
        if not one.is_open:
            print(f"    {one.closed_at}  {one.by}: {one.reason}")
    if not found:
        _say(Text(en="No open warning.", zh="没有待处理的警告。"))


@group.command()
def acknowledge(
    warning: Annotated[list[int], typer.Argument(help="Numbers of the warnings.")], by: By, reason: Reason
) -> None:
    """Settle warnings that were looked into, so that status and home page no longer show them.

    Example: tagrid landing acknowledge 3 4 --by "Li Na" --reason "The district was without power"
    """
    for one in settle(home(), warning, by, reason):
        _say(Text(en=f"Warning {one.id} is settled by {one.by}.", zh=f"警告 {one.id} 已由 {one.by} 确认。"))


@group.command()
def withdraw(
    by: By,
    reason: Reason,
    delivery: Annotated[int | None, typer.Argument(help="Number of the delivery, as `landing list` shows it.")] = None,
    table: Annotated[str | None, typer.Option("--table", help="Only rows of this table.")] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help="Only rows of which this holds: reading_on>=2027-01-01.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take back a delivery or rows: they are kept aside on record, and what they had replaced is in force again.

    Example: tagrid landing withdraw 12 --by "Li Na" --reason "Wh instead of kWh"

    Rows only: tagrid landing withdraw --table metering.daily_energy --where "reading_on>2026-12-31" --by … --reason …
    """
    done = take_back(home(), delivery, by, reason, table, tuple(where or ()))
    if as_json:
        print(json.dumps(asdict(done), ensure_ascii=False))
    else:
        _say(done.to_text())


@group.command()
def restore(number: Annotated[int, typer.Argument(help="Number of the withdrawal.")], by: By) -> None:
    """Put back what a withdrawal took out; newer rows that landed since stay.

    Example: tagrid landing restore 13 --by "Li Na"
    """
    done = put_back(home(), number, by)
    rows = sum(done.rows.values())
    _say(
        Text(
            en=f"Withdrawal {number} is undone: {counted(rows, 'row is', 'rows are')} in force again where no "
            "newer ones had landed.",
            zh=f"撤回 {number} 已恢复：{rows:,} 行重新生效（此后已有更新数据的除外）。",
        )
    )


@group.command()
def repair(as_json: Json = False) -> None:
    """Mend a damaged landing: a lost index, a broken step, files that are not what was written.

    The index is written anew from the landed files; a step that was broken off is completed; a damaged file is set
    aside, and the deliveries to ingest again are named.

    Example: tagrid landing repair
    """
    done = repair_landing(home())
    print(json.dumps(done.described(), ensure_ascii=False) if as_json else done.to_text().in_(chosen_language()))
