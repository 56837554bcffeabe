"""What a version holds of one customer: of newer versions in one row, of older ones in a table each."""

from datetime import date

import duckdb

from tagrid.portrait.query import rows

_RECORD = "select * from portrait_record where customer_id = ?"
_HEAD = "select * from portrait_customer where customer_id = ?"
_WIDE = "select * exclude (customer_no, customer_id, subject) from customer_tags_wide where customer_id = ?"
_ROWS = "select * exclude (customer_id) from {} where customer_id = ?"
# The lists of a record, and the tables that they are of.
_LISTS = {
    "bills": "portrait_bills",
    "events": "portrait_events",
    "reasons": "portrait_reasons",
    "load": "portrait_load",
}


def record(con, customer_id: str) -> dict | None:
    """Return ``customer`` (the row of portrait_customer), ``values`` by tag, and the rows of each list.

    Bills and events come newest first, reasons strongest first. None for a customer the version does not know.
    """
    try:
        found = _packed(con, customer_id)
    except duckdb.CatalogException:  # a version older than the table
        found = _apart(con, customer_id)
    if found is None:
        return None
    return found | {
        "bills": sorted(found["bills"], key=_newest, reverse=True),
        "events": _in_time(found["events"]),
        "reasons": sorted(found["reasons"], key=lambda row: (row["tag"], row["rank"])),
        "load": sorted(found["load"], key=lambda row: not row["is_workday"]),
    }


def _packed(con, customer_id: str) -> dict | None:
    # Ten tables cost ten times the statements, and a row of a table as much as a list of rows.
    head = next(iter(rows(con, _RECORD, [customer_id])), None)
    if head is None:
        return None
    lists = {name: head.pop(name) or [] for name in _LISTS}
    for row in (row for each in lists.values() for row in each):
        del row["customer_id"]
    values = dict(said.split("=", 1) for said in head.pop("tags") if said is not None)
    return {"customer": head, "values": values, **lists}


def _apart(con, customer_id: str) -> dict | None:
    head = rows(con, _HEAD, [customer_id])
    if not head:
        return None
    values = next(iter(rows(con, _WIDE, [customer_id])), {})
    lists = {name: _of(con, table, customer_id) for name, table in _LISTS.items()}
    return {"customer": head[0], "values": {tag: v for tag, v in values.items() if v is not None}, **lists}


def _of(con, table: str, customer_id: str) -> list[dict]:
    try:
        return rows(con, _ROWS.format(table), [customer_id])
    except duckdb.CatalogException:  # older still
        return []


def _newest(bill: dict) -> tuple:
    return bill["bill_month"], bill["issued_on"] or date.min, bill["bill_id"]


def _in_time(events: list[dict]) -> list[dict]:
    found = sorted(events, key=lambda row: (row["kind"], row["event_id"]))
    return sorted(found, key=lambda row: row["happened_on"], reverse=True)
