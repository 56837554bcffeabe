"""`tagrid init`, `override`, `upgrade`: a project of one's own over the reference content."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tagrid.core.settings import chosen_language
from tagrid.core.text import Text
from tagrid.governance.project import check_upgrade, create_project
from tagrid.governance.project.override import override as copied
from tagrid.governance.project.upgrade import Upgrade, upgrade as accepted

app = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def _say(text: Text) -> None:
    print(text.in_(chosen_language()))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name is the project's name.")],
    as_json: Json = False,
) -> None:
    """Make a project of your own: a folder whose content lies over the reference tags, models, scores and pages.

    Exit code 2, and nothing is written, where the folder holds anything already.

    Example: tagrid init my-utility
    """
    made = create_project(folder)
    if as_json:
        print(json.dumps({"project": str(folder.resolve()), "files": made}, ensure_ascii=False))
        return
    shown = " ".join(made)
    _say(
        Text(
            en=f"Project {folder.resolve().name} is made: {shown}\n"
            f"Next: cd {folder} && tagrid demo --customers 300, or read its README.md.",
            zh=f"项目 {folder.resolve().name} 已建立：{shown}\n"
            f"下一步：cd {folder} && tagrid demo --customers 300，或阅读其中的 README.md。",
        )
    )


@app.command()
def override(
    what: Annotated[str, typer.Argument(help="Name of a tag, model, seed or score, or a path in the reference.")],
    as_json: Json = False,
) -> None:
    """Copy a reference file into the project, to be changed there; dbt then takes the copy.

    Example: tagrid override tag_payment
    """
    written = copied(what)
    if as_json:
        print(json.dumps({"files": written}))
        return
    _say(Text(en=f"Written: {', '.join(written)}", zh=f"已写入：{'、'.join(written)}"))


@app.command()
def upgrade(
    check: Annotated[bool, typer.Option("--check", help="Only say what the installed engine changes.")] = False,
    as_json: Json = False,
) -> None:
    """Say what the installed engine changes for this project since it was last brought up to one, and accept it.

    With --check nothing is written, and the exit code is 1 where a file of the project has to be looked at.
    What is accepted is written to tagrid.lock and tagrid.toml; commit both.

    Example: tagrid upgrade --check
    """
    found = check_upgrade() if check else accepted()
    if as_json:
        print(found.model_dump_json(indent=1))
    else:
        _print_upgrade(found, check)
    if check and found.needs_work:
        raise typer.Exit(1)


def _print_upgrade(found: Upgrade, check: bool) -> None:
    same = found.before == found.after
    many = len(found.findings)
    if same and not many and not found.faults:
        _say(
            Text(
                en=f"tagrid {found.after}: nothing has changed for this project.",
                zh=f"tagrid {found.after}：对本项目没有变更。",
            )
        )
        return
    before, counted = found.before or "-", "1 change" if many == 1 else f"{many} changes"
    _say(Text(en=f"tagrid {before} → {found.after}: {counted}", zh=f"tagrid {before} → {found.after}：{many} 处变更"))
    for one in sorted(found.findings, key=lambda one: not one.needs_work):
        mark = "!" if one.needs_work else " "
        _say(Text(en=f"{mark} {one.text.en}", zh=f"{mark} {one.text.zh}"))
    if found.faults:
        _say(found.faults)
    if check:
        _say(Text(en="Accept with `tagrid upgrade`.", zh="用 `tagrid upgrade` 接受。"))
