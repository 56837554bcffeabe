"""A hand-made home whose versions hold a few rules with what they read, for the tests of the evaluation."""

import json
from datetime import date

import duckdb
import polars as pl

from tagrid.catalog.model import Catalog, Example, Tag, TagClass
from tagrid.catalog.rules import branches, columns_read
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.published.versions import Version, read_version
from tagrid.refresh.index import build_index
from tagrid.refresh.publish import point

SUBJECT, THEME = "power_customer", "payment"
WORDS = Text(zh="说明", en="Words")


def tag(name: str, rule_sql: str, values: str, **said) -> Tag:
    """Return a tag of the theme `payment`; ``values`` are its codes, apart by spaces."""
    inputs = dict.fromkeys(c for b in branches(rule_sql) for c in (*sorted(b.columns), *sorted(columns_read(b.result))))
    fields = {
        "label": Text(zh=f"标签{name}", en=name.capitalize()),
        "requirement": WORDS, "definition": WORDS, "criterion": WORDS, "method": "rule",
        "values": {code: Text(zh=f"值{code}", en=code.capitalize()) for code in values.split()},
        "examples": (Example(given={}, gives="unknown"),), "precedence": "exclusive", "derived_from": (),
        "cadence": "daily", "owner": "billing", "sensitivity": "internal", "status": "active", "name": name,
        "subject": SUBJECT, "dimension": "behaviour", "theme": THEME, "path": f"taxonomy/{name}.yml",
        "rule_sql": rule_sql, "inputs": tuple(inputs),
    }  # fmt: skip
    return Tag(**fields | said)


def publish(home: Home, tags: list[Tag], rows: pl.DataFrame, as_of: date = date(2026, 6, 30), **manifest) -> Version:
    """Publish the values that the rules give over ``rows`` (``customer_id`` and what they read), and point to them."""
    version_id = f"{as_of}.1"
    folder = home.versions / version_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "serving.duckdb")) as con:
        con.register("given", rows)
        con.execute("create schema rule_inputs")
        con.execute(f"create table rule_inputs.{THEME} as select * from given")
        values = ", ".join(f"coalesce(({tag.rule_sql})::varchar, 'unknown') as {tag.name}" for tag in tags)
        con.execute(
            "create table customer_tags_wide as "
            "select row_number() over (order by customer_id)::int - 1 as customer_no, customer_id, "
            f"'{SUBJECT}' as subject, {values} from given order by customer_id"
        )
        catalog = _catalog(con, tags)
        build_index(con, catalog, folder / "segments")
    (folder / "catalog.json").write_text(catalog.to_json(), encoding="utf-8")
    _seal(folder, version_id, as_of, {"customers": len(rows), "tags": len(tags)} | manifest)
    point(home, version_id)
    found = read_version(home, version_id)
    assert found
    return found


def _catalog(con: duckdb.DuckDBPyConnection, tags: list[Tag]) -> Catalog:
    def counted(one: Tag) -> Tag:
        query = f"select {one.name}, count(*) from customer_tags_wide group by all"
        counts = dict.fromkeys(one.codes, 0) | dict(con.execute(query).fetchall())
        known = sum(counts.values()) > counts["unknown"]
        reason = None if known else Text(zh="缺少数据源。", en="Needs a source, never delivered.")
        return one.model_copy(update={"counts": counts, "available": known, "reason": reason})

    path = f"{SUBJECT}/behaviour/{THEME}"
    parts = path.split("/")
    chain = ["/".join(parts[: n + 1]) for n in range(3)]
    classes = {p: TagClass(path=p, label=WORDS, definition=WORDS, criterion=WORDS, order=1) for p in chain}
    return Catalog(version="1.2.0", classes=classes, tags={one.name: counted(one) for one in tags})


def _seal(folder, version_id: str, as_of: date, about: dict) -> None:
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in names}
    manifest = {"id": version_id, "as_of": str(as_of), "catalog_version": "1.2.0", "created_at": "2026-07-01T00:00:00"}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": files, **about}), encoding="utf-8")


def customers(columns_read: dict[str, list]) -> pl.DataFrame:
    """Return rows for `publish`: the columns_read given, with ids."""
    n = len(next(iter(columns_read.values())))
    return pl.DataFrame({"customer_id": [f"c{i:05}" for i in range(n)], **columns_read})
