"""Runs in its own process, as dbt keeps its database locked: builds a tiny project for a list of days.

Usage: python dbt_days.py PROJECT DAYS.json. Each day holds `command`, `vars`, `tags` (rows of the models) and
`base`, the version it is compared with ("by hand": nobody puts one there); what every published table holds after it
is written to PROJECT/seen.json.
"""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb
from dbt.cli.main import dbtRunner

from tagrid.published.versions import SERVING, Version
from tagrid.refresh.history import put_base

BY_HAND = "by hand"
TABLES = {
    "tag_snapshot": "select * exclude (row_hash) from tag_snapshot order by all",
    "tag_changes": "select * from tag_changes order by all",
    "customer_tags_wide": "select * from customer_tags_wide order by customer_no",
    "customer_tags": "select * from customer_tags order by all",
    "catalog_counts": "select * from catalog_counts order by all",
}


def run(root: Path, days: list[dict]) -> list[dict]:
    """Build day after day with one manifest, as parsing dbt's own macros again would take most of the time."""
    places = ["--quiet", "--project-dir", str(root), "--profiles-dir", str(root)]
    manifest = dbtRunner().invoke(["parse", *places]).result
    return [build(dbtRunner(manifest), places, root, day) for day in days]


def base(root: Path, name: str | None) -> Version | None:
    """Return a version whose served tags are those that a day left in wide form."""
    return Version(name, date.fromisoformat(name[:10]), root / name, {}) if name else None


def publish(root: Path, name: str) -> None:
    """Keep what a version would serve, for a later day that begins with it."""
    (root / name).mkdir(exist_ok=True)
    (root / name / SERVING).unlink(missing_ok=True)
    with duckdb.connect(root / "warehouse.duckdb") as con:
        con.execute(f"attach '{root / name / SERVING}' as served")
        con.execute("create table served.main.customer_tags_wide as from customer_tags_wide")
        con.execute("detach served")


def build(dbt: dbtRunner, places: list[str], root: Path, day: dict) -> dict:
    """Write the day's tags, build, and return what the tables hold and what failed."""
    for name, rows in day["tags"].items():
        (root / f"{name}.json").write_text(json.dumps(rows))
    if day["base"] != BY_HAND:
        put_base(root / "warehouse.duckdb", base(root, day["base"]))
    done = dbt.invoke([day["command"], *places, "--vars", json.dumps(day["vars"])])
    if done.exception:
        raise done.exception
    failed = [f"{r.node.name}: {r.message}" for r in done.result if r.status not in ("success", "pass")]
    if name := day["vars"].get("version"):
        publish(root, name)
    with duckdb.connect(root / "warehouse.duckdb") as con:
        return {"failed": failed} | {name: con.sql(query).pl().to_dicts() for name, query in TABLES.items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    seen = run(folder, json.loads(Path(sys.argv[2]).read_text()))
    (folder / "seen.json").write_text(json.dumps(seen, default=str))
