"""A published version of any size for measuring the app: the project's own catalog, values drawn by a hash."""

import json
from pathlib import Path

import duckdb

from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog, Tag
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.published.versions import CATALOG, MANIFEST, SEGMENTS, SERVING, Version, find_version
from tagrid.refresh.index import build_index
from tagrid.refresh.publish import point

AS_OF, ID = "2026-06-30", "2026-06-30.1"
POWER = 0.85  # of all customers; the others are no power customers


def published(home: Home, customers: int) -> Version:
    """Publish a version of ``customers`` customers in ``home`` and return it."""
    folder = home.versions / ID
    folder.mkdir(parents=True)
    catalog = load()
    with duckdb.connect(folder / SERVING) as con:
        _tables(con, catalog, customers)
        about = build_index(con, catalog, folder / SEGMENTS)
    tags = {
        name: tag.model_copy(update={"counts": about["tags"][name]["counts"]}) for name, tag in catalog.tags.items()
    }
    (folder / CATALOG).write_text(catalog.model_copy(update={"tags": tags}).to_json(), encoding="utf-8")
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    manifest = {
        "id": ID, "as_of": AS_OF, "created_at": f"{AS_OF}T08:00:00+00:00", "catalog_version": catalog.version,
        "customers": customers, "tags": len(tags), "held": [],
        "files": {str(path): _file(folder / path) for path in files},
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    point(home, ID)
    return find_version(home, ID)


def _file(path: Path) -> dict:
    return {"bytes": path.stat().st_size, "sha256": digest(path)}


def _tables(con: duckdb.DuckDBPyConnection, catalog: Catalog, customers: int) -> None:
    power = int(customers * POWER)
    columns = ", ".join(_column(number, tag, power) for number, tag in enumerate(catalog.tags.values()))
    con.execute(
        "create table customer_tags_wide as select i::int as customer_no, "
        f"case when i < {power} then 'power_customer' else 'non_power_customer' end as subject, "
        f"'3' || lpad(i::varchar, 9, '0') as customer_id, {columns} from range({customers}) t (i)"
    )
    con.execute(
        "create table portrait_customer as select customer_id, subject, '客户' || customer_no as customer_name, "
        "'城区' as district, (hash(customer_no * 7) % 20000000) / 100.0 as annual_kwh from customer_tags_wide"
    )
    con.execute(
        "create table tag_changes (customer_id varchar, tag varchar, old_value varchar, new_value varchar, "
        "changed_on date, version varchar, catalog_version varchar, cause varchar)"
    )
    con.execute("create schema rule_inputs")


def _column(number: int, tag: Tag, power: int) -> str:
    """Return a column of values, the first ones of a tag the most frequent, and none for the other subject."""
    draw = f"pow((hash(i * 1000 + {number}) % 1000003) / 1000003, 1.6)"
    inside = f"i < {power}" if tag.subject == "power_customer" else f"i >= {power}"
    return f'case when {inside} then ({list(tag.codes)})[1 + floor({draw} * {len(tag.codes)})::int] end as "{tag.name}"'
