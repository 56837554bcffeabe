"""`tagrid catalog new`, `preview`, `release`, `diff`, `approve`, `evaluate`: what is done to a catalog."""

import json
import os
import sys
from datetime import datetime
from typing import Annotated, Literal

import typer
from rich.console import Console

from tagrid.core.console import step
from tagrid.core.errors import BadInput, GateRefused
from tagrid.core.formats import counted
from tagrid.core.overlay import shown_path
from tagrid.core.project import home
from tagrid.core.settings import chosen_language, today
from tagrid.core.text import Text, joined, nearest
from tagrid.governance.evaluation import evaluate, print_evaluation, print_tag_evaluation
from tagrid.governance.release import (
    STATES,
    ApprovalRequest,
    approve,
    greatest,
    names_to_compare,
    print_diff,
    release,
)
from tagrid.governance.release.diff import diff
from tagrid.governance.workshop import create_draft, in_data, preview_all, preview_data, preview_text, sql_column
from tagrid.published import current_version, find_version
from tagrid.refresh import would_be_refused

group = typer.Typer(name="catalog", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]

# What the YAML of a number and of a score must hold, as the check and the build ask for it.
NUMBER = """\
      - name: my_number
        data_type: double
        description: "What it is, and in which unit"
        config: {meta: {zh: 名称, en: Name, unit: days}}
"""

SCORE = """\
      config:
        meta: {tag: my_tag}
"""

# Written to a file or a pipe every column is printed in full.
PIPED_WIDTH = 160


@group.command()
def new(
    address: Annotated[str, typer.Argument(help="Where it stands: subject/dimension/theme/name.")],
    label_zh: Annotated[str, typer.Option("--label-zh", help="Its name in Chinese.")] = "",
    label_en: Annotated[str, typer.Option("--label-en", help="Its name in English.")] = "",
    as_json: Json = False,
) -> None:
    """Write a complete draft of a new tag to fill in, and say what comes next.

    The draft stands in the catalog at once, but no customer has a value of it before it is active.

    Example: tagrid catalog new power_customer/behaviour/payment/my_tag --label-zh 我的标签 --label-en "My tag"
    """
    found = create_draft(address, label_zh, label_en)
    column = sql_column(found.name)
    if as_json:
        answer = {"file": found.path, "model": found.model, "sql": column, "number": NUMBER, "score": SCORE}
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(
        f"""Written: {found.path}
Next:
  1. Write what stands behind each TODO: in it. `tagrid catalog check` passes while it is a draft.
  2. Try its rule on the customers: tagrid catalog preview --theme {found.theme} "case when ... end"
  3. Add its column to {found.model}, in the step `tagged`:

{column}

     A number that is not there yet: a column in a model of dbt_project/models/features, and in the YAML beside it

{NUMBER}
     A new score (method: model): models_ml/NAME.py declares it, dbt_project/models/scores/ml_NAME.py computes it, and
     the YAML beside that names its tag, by which portrait_reasons finds its reasons

{SCORE}
  4. Its owner approves: `status: active` and `approval: {{status: active, by: <owner>, date: YYYY-MM-DD}}`
  5. tagrid catalog check, then tagrid refresh"""
    )


@group.command("preview")
def preview_command(
    rule: Annotated[str, typer.Argument(help="The rule: one SQL expression that gives text codes.")],
    theme: Annotated[list[str], typer.Option("--theme", help="Whose columns it reads, its own theme first.")],
    as_json: Json = False,
) -> None:
    """Try a rule on the customers of the version in force; nothing is published.

    It may read every column of the models that its theme reads, those too that no rule reads yet: these come from the
    last build, so a new number is there after `tagrid dbt run --select MODEL`.

    Shows who would have which value, why the others are unknown, which conditions overlap, and the nearest tags.

    Example: tagrid catalog preview --theme payment "case when late_bill_share_12m >= 0.25 then 'often_late' end"
    """
    version = current_version(home())
    seen = preview_all(home(), version, rule, theme)
    near, refused = in_data(version.index(), seen), would_be_refused(version)
    if as_json:
        found = preview_data(version, seen, near) | {"catalog_fault": refused.en if refused else None}
        print(json.dumps(found, ensure_ascii=False))
        return
    print(preview_text(version, seen, near))
    if refused:
        print(f"\n{refused.in_(chosen_language())}", file=sys.stderr)


@group.command("release")
def release_command(
    version: Annotated[str, typer.Argument(help="MAJOR.MINOR.PATCH, after the newest release.")],
    approved_by: Annotated[str | None, typer.Option("--approved-by", help="Who lets it go.")] = None,
    as_json: Json = False,
) -> None:
    """Freeze the catalog under a version: the check must pass, and the version must be great enough for the changes.

    Removing, retiring, moving or re-meaning a tag or value is major; adding, activating or deprecating one is minor;
    wording is a patch. Writes taxonomy/releases/X.Y.Z.json and the version in taxonomy/catalog.yml.

    Example: tagrid catalog release 1.1.0 --approved-by "Catalog board"
    """
    done, found = release(version, today(), approved_by)
    steps = [one.model_dump(mode="json") for one in done.transitions]
    tags = len(done.catalog.tags)
    if as_json:
        print(json.dumps({"version": done.version, "follows": done.follows, "tags": tags, "transitions": steps}))
        return
    bump = greatest([change.bump for change in found]) or "no change"
    many = "1 change" if len(found) == 1 else f"{len(found)} changes"
    since = f"; {many} since {done.follows} ({bump})" if done.follows else ""
    print(f"Released {done.version}: {tags} tags{since}; {len(steps)} changes of state recorded.")


@group.command("diff")
def diff_command(
    first: Annotated[str | None, typer.Argument(help="A release, or `working`; by default the newest release.")] = None,
    second: Annotated[str | None, typer.Argument(help="A release, or `working`, the files as they are.")] = None,
    as_json: Json = False,
) -> None:
    """Say what changed between two catalogs, and what it does to the customers of the version in force.

    For each changed tag, customers moving from value to value; saved segments it touches, counted before and after.

    Example: tagrid catalog diff 1.0.0 working
    """
    try:
        version = current_version(home())
    except BadInput:
        version = None
    found = diff(home(), *names_to_compare(first, second), version=version)
    print(found.model_dump_json(indent=1)) if as_json else print_diff(found, Console(highlight=False))


@group.command("approve")
def approve_command(
    tag: Annotated[str, typer.Argument(help="Name of the tag.")],
    status: Annotated[str, typer.Option("--status", help="active, deprecated or retired.")],
    by: Annotated[str, typer.Option("--by", help="Its owner, as its file names it.")],
    date: Annotated[str, typer.Option("--date", help="Day of the approval, YYYY-MM-DD.")],
    successor: Annotated[
        str | None, typer.Option("--successor", help="The tag that replaces it, or none; when deprecating.")
    ] = None,
) -> None:
    """Record an owner's approval of a tag's next state in its file: draft, active, deprecated, retired.

    No state is skipped, none comes back. A retired tag's column goes from its theme's SQL; `catalog check` tells.

    Example: tagrid catalog approve payment_channel --status deprecated --by billing --date 2026-12-01 --successor none
    """
    path = approve(ApprovalRequest(tag, _state(status), by, _day(date), successor))
    print(f"{shown_path(path)}: {tag} is {status}, approved by {by} on {date}.")


def _state(text: str) -> str:
    if text not in STATES[1:]:
        states = joined(STATES[1:])
        message = Text(
            en=f"No state {text!r} to approve; one of {states.en}.", zh=f"不能批准状态 {text!r}；可用 {states.zh}。"
        )
        raise BadInput(message + nearest(text, STATES[1:]))
    return text


def _day(text: str):
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadInput(
            en=f"--date {text!r} is no day; write YYYY-MM-DD, such as 2026-12-01.",
            zh=f"--date {text!r} 不是日期；请写成 YYYY-MM-DD，如 2026-12-01。",
        ) from None


@group.command("evaluate")
def evaluate_command(
    version: Annotated[
        str | None, typer.Option("--version", help="A kept version; by default the one in force.")
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="One tag only, with what is behind its figures.")] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="Language of labels and reasons.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for a program.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Measure again, though a kept evaluation is there.")] = False,
) -> None:
    """Check the classification on real customers: overlaps, holes, independence; and advise on each tag.

    Prints each tag's figures and advice, then the faults. Exit code 3 when there are faults. What is measured is
    kept under the home's `evaluations/`, so that the second time takes no time.

    Example: tagrid catalog evaluate --tag payment_timeliness
    """
    chosen = find_version(home(), version) if version else current_version(home())
    name = chosen.catalog().tag(tag).name if tag else None
    if name and name not in chosen.catalog().tags:
        raise BadInput(
            en=f"{name} is a draft or retired in version {chosen.id}: no customer has a value of it.",
            zh=f"{name} 在版本 {chosen.id} 中是草稿或已停用，没有用户有它的取值。",
        )
    with step(f"Evaluate version {chosen.id}") as say:
        found = evaluate(home(), chosen, say, anew=anew)
    faults = found.faults_of(name) if name else list(found.faults)
    console = Console(highlight=False)
    if not (console.is_terminal or "COLUMNS" in os.environ):
        console.width = PIPED_WIDTH
    if as_json:
        sys.stdout.write((found.tags[name] if name else found).model_dump_json(indent=1) + "\n")
    else:
        print_evaluation(found, [found.tags[name]] if name else list(found.tags.values()), console, lang)
        if name:
            print_tag_evaluation(found.tags[name], console, lang)
        for fault in faults:
            console.print(f"✗ {fault.message.in_(lang)}", style="red", markup=False)
    if faults:
        tags = sorted({fault.tag for fault in faults})
        failure = GateRefused(
            en=f"Version {chosen.id} breaks the method {counted(len(faults), 'time')}: in {', '.join(tags)}.",
            zh=f"版本 {chosen.id} 有 {len(faults)} 处不合方法：{'、'.join(tags)}。",
        )
        failure.is_in_answer = as_json
        raise failure
