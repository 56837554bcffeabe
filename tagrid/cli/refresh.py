"""`tagrid refresh`, `status`, `versions`, `rollback`, `doctor`: publish versions and look after an installation."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from tagrid.core.errors import BadInput
from tagrid.core.project import Home, home
from tagrid.core.settings import chosen_language
from tagrid.core.text import Lang, Text
from tagrid.published import pointed_id, read_version, version_ids
from tagrid.refresh import diagnose, installation_status, publish

app = typer.Typer()

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def _print_json(found: Any) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1))


def _date(text: str | None, option: str = "--as-of") -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(
            en=f"{option} {text!r} is not a date; write it as 2026-06-30.",
            zh=f"{option} {text!r} 不是日期；请写成 2026-06-30 的样子。",
        ) from None


@app.command()
def refresh(
    as_of: Annotated[str | None, typer.Option(help="Business date; by default the last landed day.")] = None,
    restate: Annotated[
        str | None, typer.Option(help="An earlier day to compute again, from what has landed since.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build, check and publish a new version of all tags, if anything is due.

    Data that landed after the version of an earlier day was made change what is known of that day only with
    --restate; what was known then stays on record.

    Exit codes: 0 published or nothing due, 1 failed, 2 bad input, 3 refused at the release gate,
    75 another writer holds the lock. Whatever happens, the version in force serves on.

    Example: tagrid refresh --as-of 2026-06-30
    """
    outcome = publish.refresh(home(), _date(as_of), _date(restate, "--restate"))
    if as_json:
        _print_json(outcome.described())
    else:
        spent = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in outcome.timings.items())
        print(outcome.message.in_(chosen_language()) + (f" ({spent})" if spent else ""))


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Say what is in force, how old it is, how the last run ended and which sources are fresh.

    Each source is held against the clock by its contract: late is a warning, stopped a problem. Exit codes: 0 when all
    is well, 1 when `problems` says otherwise; so a monitoring job needs only this.

    Example: tagrid status --json
    """
    found = installation_status(home(), "en" if as_json else chosen_language(), full=True)
    if as_json:
        _print_json(found)
    else:
        _print_status(found)
    raise typer.Exit(0 if found["ok"] else 1)


def _print_status(found: dict) -> None:
    last = found["last_run"]
    if found["version"]:
        counted = f"{found['customers']:,} customers, {found['tags']} tags"
        behind = f"{found['age_days']} days behind the data, {found['behind_clock_days']} behind the clock"
        print(f"version   {found['version']}  ({counted}; {behind})")
    print(f"landed    through {found['landed_through'] or '-'}")
    print(f"clock     {found['clock']['notice'] or found['clock']['now'][:16]}")
    if last:
        print(f"last run  {last['kind']} {last['outcome']} {last['started_at']}  {last['message']}")
    print(f"lock      {found['lock']['what'] if found['lock'] else 'free'}")
    for name in ("late", "stopped"):
        print(f"{name:<10}{', '.join(s['address'] for s in found['sources'] if s['state'] == name) or 'none'}")
    for line in _score_lines(found["scores"]):
        print(f"score     {line}")
    if found["stopped_tags"]:
        print(f"tags      {_stopped_tags_line(found['stopped_tags'])}")
    for warning in found["warnings"]:
        print(f"warning   {warning}")
    for problem in found["problems"]:
        print(f"problem   {problem}")


def _stopped_tags_line(tags: list[dict]) -> str:
    """How many tags rest on a stopped source, and which of them only keep the value they had."""
    held = [one["tag"] for one in tags if one["held"]]
    if chosen_language() == "zh":
        line = f"{len(tags)} 个标签依赖已中断的数据源"
        return line + (f"，其中按周期保持原值：{'、'.join(held)}" if held else "")
    line = f"{len(tags)} rest on a stopped source"
    return line + (f", of which these are held until their period ends: {', '.join(held)}" if held else "")


def _score_lines(found: list[dict]) -> list[str]:
    """How many scores are in force, and of each other one why it is not."""
    if not found:
        return []
    moved = sum(one["state"] == "drifted" for one in found)
    used = moved + sum(one["state"] == "ready" for one in found)
    zh = chosen_language() == "zh"
    head = f"{used}/{len(found)} 在用" if zh else f"{used} of {len(found)} in force"
    if moved:
        head += f"，其中 {moved} 个已漂移" if zh else f", {moved} of them drifted"
    others = [one for one in found if one["state"] != "ready"]
    return [head, *(f"{one['score']}: {one['state']}: {one['why_zh' if zh else 'why_en']}" for one in others)]


@app.command()
def versions(as_json: JsonOption = False) -> None:
    """List the published versions, newest first; the one in force is marked.

    Example: tagrid versions
    """
    place = home()
    in_force, lang = pointed_id(place), "en" if as_json else chosen_language()
    found = [_version_line(place, name, in_force, lang) for name in version_ids(place)]
    if as_json:
        _print_json(found)
        return
    for v in found:
        mark, damage = ("*" if v["in_force"] else " "), "; ".join(v["damage"])
        counts = f"{v['customers']:,} customers  {v['tags']} tags  {v['created_at']}  " if "customers" in v else ""
        print(f"{mark} {v['id']}  {counts}{damage}")
    if not found:
        print("No version is published yet; run `tagrid refresh`.")


def _version_line(place: Home, name: str, in_force: str | None, lang: Lang) -> dict[str, Any]:
    version = read_version(place, name)
    if version is None:
        wrong = Text(en="its manifest cannot be read", zh="无法读取其清单")
        return {"id": name, "in_force": name == in_force, "damage": [wrong.in_(lang)]}
    about = {k: version.manifest[k] for k in ("id", "as_of", "created_at", "catalog_version", "customers", "tags")}
    return about | {"in_force": name == in_force, "damage": [one.in_(lang) for one in version.damage()]}


@app.command()
def rollback(
    version: Annotated[str | None, typer.Argument(help="Version id; by default the one before.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Put an older version in force again, in one step.

    Example: tagrid rollback 2026-06-29.1
    """
    outcome = publish.rollback(home(), version)
    if as_json:
        _print_json(outcome.described())
    else:
        print(outcome.message.in_(chosen_language()))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Verify every version by its sha256 and look at all a run needs; exit code 1 when something is wrong.

    Example: tagrid doctor
    """
    found = diagnose(home())
    if as_json:
        _print_json([one.described() for one in found])
    else:
        lang = chosen_language()
        for one in found:
            advice = f": {one.advice.in_(lang)}" if one.advice else ""
            print(f"{'ok   ' if one.ok else 'WRONG'}  {one.subject.in_(lang)}: {one.finding.in_(lang)}{advice}")
    raise typer.Exit(0 if all(one.ok for one in found) else 1)
