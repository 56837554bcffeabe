"""`tagrid state`: the database of saved segments, exports, runs and the audit log."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tagrid.core.files import digest
from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.core.state_renew import renew_state
from tagrid.core.text import Text, joined
from tagrid.segments import acting_user, add_record, restart_seals
from tagrid.segments.export import restore_exports

app = typer.Typer(name="state", help="The database of saved segments, exports, runs and the audit log.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def renew(
    by: Annotated[str | None, typer.Option("--by", help="Who does it; by default the user of this machine.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Begin a damaged state database anew with all that can be read of it; the old file is kept aside.

    Exports whose rows are lost are taken from the records beside their lists in `exports/`. A backup is better where
    there is one: put it in the place of the file.

    Example: tagrid state renew
    """
    place = home()
    made = renew_state(place)
    recovered = restore_exports(place)
    seals = restart_seals(place)
    about = {
        "aside": str(made.aside) if made.aside else None,
        "kept": made.copied,
        "incomplete": made.incomplete,
        "exports_from_records": recovered,
        "seals_aside": str(seals) if seals else None,
    }
    sha256 = digest(Path(made.aside)) if made.aside else None
    add_record(place, acting_user(by), "renew state", {**about, "sha256": sha256})
    if as_json:
        print(json.dumps(about, ensure_ascii=False))
        return
    print(_described(about).in_(chosen_language()))


def _described(about: dict) -> Text:
    counted = [f"{table} {rows:,}" for table, rows in about["kept"].items() if rows]
    listed = joined(counted, zh="、", en=", ")
    found = Text(
        en=f"A new state database is in place; rows kept: {listed.en or 'none'}.",
        zh=f"已启用新的状态数据库；保留的行数：{listed.zh or '无'}。",
    )
    if about["exports_from_records"]:
        number = about["exports_from_records"]
        found += Text(en=f" Exports taken from their records: {number}.", zh=f"另由导出记录恢复 {number} 次导出。")
    if about["incomplete"]:
        names = ", ".join(about["incomplete"])
        found += Text(en=f" Not whole: {names}.", zh=f"不完整：{names}。")
    if about["aside"]:
        found += Text(en=f" The old one is {about['aside']}.", zh=f"旧库保存为 {about['aside']}。")
    return found
