"""A small utility for the steps around dbt: landed readings, a catalog of two tags, a build without dbt."""

import json
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.catalog.model import Catalog
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.landing.contracts import source_contract
from tagrid.landing.index import INDEX, LandedDelivery, LandedFile, LandedIndex, LandedTable
from tagrid.refresh import build, checked, due, publish

CUSTOMERS = 60
FIRST = date(2026, 6, 1)
CHECK = build.check
WORDS = {"zh": "词", "en": "Word"}
PUBLISHED = {"customer_tags_wide": "table", "customer_tags": "view", "portrait_energy": "table", "source_gaps": "table"}


def tag(name: str, cadence: str) -> dict:
    texts = dict.fromkeys(("label", "requirement", "definition", "criterion"), WORDS)
    return {
        **texts,
        "method": "rule",
        "values": {"low": WORDS, "high": WORDS},
        "examples": [{"given": {"x": 1}, "gives": "low"}],
        "precedence": "exclusive",
        "derived_from": [],
        "cadence": cadence,
        "owner": "billing",
        "sensitivity": "internal",
        "status": "active",
        "name": name,
        "subject": "power_customer",
        "dimension": "behaviour",
        "theme": "usage",
        "path": f"power_customer/behaviour/usage/{name}.yml",
    }


def catalog() -> Catalog:
    tags = {"level": tag("level", "daily"), "habit": tag("habit", "monthly")}
    return Catalog.model_validate_json(json.dumps({"version": "0.1.0", "classes": {}, "tags": tags}))


def land(home: Home, through: date, seq: int = 1, also_on: date | None = None) -> None:
    """Let readings of one customer land: each delivery brings the day ``through`` (and a late one)."""
    table = source_contract("metering.daily_energy")
    place = f"metering/daily_energy/period={through.replace(day=1)}/{seq}.parquet"
    days = [also_on, through] if also_on else [through]
    rows = [
        dict.fromkeys(table.arrow.names) | {"customer_id": "1", "meter_id": "1", "reading_on": d, "_landed_seq": seq}
        for d in days
    ]
    (home.landing / place).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.arrow), home.landing / place)
    sha256 = digest(home.landing / place)
    landed = LandedFile(
        place, len(rows), seq, sha256, (FIRST if seq == 1 else days[0]).isoformat(), through.isoformat()
    )
    index = {"tables": {table.address: LandedTable(seq, tuple(table.arrow.names), (*_before(home), landed))}}
    index["deliveries"] = tuple(LandedDelivery(n, f"d{n}", "") for n in range(1, seq + 1))
    (home.landing / INDEX).write_text(LandedIndex(**index).to_json(), encoding="utf-8")


def _before(home: Home) -> tuple[LandedFile, ...]:
    from tagrid.landing.index import read_index

    return read_index(home).files("metering.daily_energy")


def fake_dbt(draft, plan, work, catalog, last, say) -> None:
    """Build what dbt would: published tables, and a history that a build applied twice would show."""
    with duckdb.connect(str(draft.warehouse)) as con:
        con.execute("create table if not exists history (as_of date)")
        con.execute("insert into history values (?)", [plan.as_of])
        con.execute(
            f"create or replace table customer_tags_wide as select cast(i as integer) as customer_no, "
            f"printf('%04d', i) as customer_id, 'power_customer' as subject, "
            f"case when (i + {plan.as_of.day}) % 10 = 0 then 'high' else 'low' end as level, "
            f"case when i % 2 = 0 then 'high' else 'unknown' end as habit from range({CUSTOMERS}) as r(i)"
        )
        _compare(con, draft.id, plan.as_of)
        con.execute(
            "create or replace table portrait_energy as select customer_id, [1.5, 2] as kwh from customer_tags_wide"
        )
        con.execute("create or replace view customer_tags as select 1")
        con.execute(
            "create or replace table source_gaps "
            "(address varchar, missing_days integer, first_missing_on date, last_missing_on date)"
        )
    write_manifest(build.target(draft))


def _compare(con, version: str, as_of: date) -> None:
    """Do as the models tag_snapshot and tag_changes do."""
    con.execute(
        "create or replace table tag_snapshot as select ?::varchar as version, ?::date as as_of, subject, customer_id, "
        "hash(level, habit) as row_hash, level, habit from customer_tags_wide",
        [version, as_of],
    )
    has_base = con.execute("select count(*) from duckdb_tables() where table_name = 'tag_base'").fetchone()[0]
    base = "tag_base" if has_base else "(from tag_snapshot)"
    long = "select customer_id, tag, value from {} unpivot (value for tag in (level, habit))"
    con.execute(
        f"create or replace table tag_changes as select customer_id, tag, o.value as old_value, n.value as new_value, "
        f"date '{as_of}' as changed_on, '{version}' as version from ({long.format(base)}) as o "
        f"full join ({long.format('tag_snapshot')}) as n using (customer_id, tag) "
        "where o.value is distinct from n.value"
    )


def write_manifest(target) -> None:
    long = 'select * from "warehouse"."main"."customer_tags_wide" unpivot (value for tag in (level, habit))'
    nodes = {
        f"model.tagrid.{name}": {
            "resource_type": "model",
            "original_file_path": f"dbt_project/models/publish/{name}.sql",
            "database": "warehouse",
            "schema": "main",
            "alias": name,
            "config": {"materialized": kind},
            "depends_on": {"nodes": ["model.tagrid.customer_tags_wide"] if kind == "view" else ["model.tagrid.x"]},
            "compiled_code": long if kind == "view" else "",
        }
        for name, kind in PUBLISHED.items()
    }
    target.mkdir(parents=True, exist_ok=True)
    (target / "manifest.json").write_text(json.dumps({"nodes": nodes}), encoding="utf-8")


def install(patch) -> None:
    """Put the small utility in the place of the taxonomy and of dbt; ``patch(module, name, value)`` sets."""
    patch(publish, "load", catalog)
    patch(checked, "refuse_faults", lambda given: None)  # what it finds is tested by itself
    patch(build, "build", fake_dbt)
    patch(build, "warm", lambda *_: None)
    patch(build, "check", lambda *_: [])  # tested by itself; Great Expectations takes its time
    patch(build, "describe", lambda draft, plan, given, last: given)
    # The project's own files may change while tests run; what a change does is tested by itself.
    patch(due, "content_hash", lambda paths: "-".join(paths))


def contents(version) -> dict[str, list]:
    """Everything a version serves, to compare two by."""
    with version.connect() as con:
        return {name: con.execute(f"from {name} order by all").fetchall() for name in PUBLISHED}


def next_day(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)
