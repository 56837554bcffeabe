"""One customer as a published version knows it: who, every tag, use, bills, events, and why the risk is what it is."""

from datetime import date, timedelta

from tagrid.catalog import Catalog
from tagrid.portrait.find import unknown_customer
from tagrid.portrait.query import rows
from tagrid.portrait.usage import daily, monthly
from tagrid.portrait.words import both, event_kind, event_text

DAYS = 400

_SINCE = """
    select tag, max(changed_on) as since from tag_changes where customer_id = ? and changed_on <= ? group by tag
"""
MONTHS = """
    select month_on, daily_kwh from portrait_energy
    where customer_id = ? and month_on >= date_trunc('month', ?::date) and month_on <= ? order by month_on
"""
_BILLS = """
    select * exclude (customer_id) from portrait_bills
    where customer_id = ? order by bill_month desc, issued_on desc, bill_id desc
"""
_EVENTS = """
    select * exclude (customer_id) from portrait_events
    where customer_id = ? order by happened_on desc, kind, event_id
"""
# A version older than the table has none.
_HAS_LOAD = "select 1 from duckdb_tables() where table_name = 'portrait_load'"
_LOAD = "select * exclude (customer_id) from portrait_load where customer_id = ? order by is_workday desc"
_REASONS = "select * exclude (customer_id) from portrait_reasons where customer_id = ? order by tag, rank"


def portrait(version, customer_id: str, catalog: Catalog | None = None, days: int = DAYS) -> dict:
    """Return the portrait of a customer in `version`, as of its as-of date.

    Keys: version, catalog_version, as_of; customer (a row of portrait_customer); tags in tree order, each with its
    labels and since (None: the same since the first version); usage, the last `days` days with kwh null where no
    reading came; months; bills, events (newest first); reasons. Dates are dates, money is Decimal; labels and
    texts are {zh, en}. Raises BadInput, with the nearest numbers, for a customer the version does not know.
    """
    catalog, as_of = catalog or version.catalog(), version.as_of
    with version.connect() as con:
        head = rows(con, "select * from portrait_customer where customer_id = ?", [customer_id])
        if not head:
            raise unknown_customer(con, customer_id, version.id)
        first = as_of - timedelta(days=days - 1)
        months = rows(con, MONTHS, [customer_id, first, as_of])
        return {
            "version": version.id,
            "catalog_version": catalog.version,
            "as_of": as_of,
            "customer": head[0],
            "tags": _tags(con, catalog, customer_id, as_of),
            "usage": daily(months, as_of, days),
            "months": monthly(months, as_of),
            "load": rows(con, _LOAD, [customer_id]) if con.execute(_HAS_LOAD).fetchone() else [],
            "bills": rows(con, _BILLS, [customer_id]),
            "events": [_event(row) for row in rows(con, _EVENTS, [customer_id])],
            "reasons": [_reason(row) for row in rows(con, _REASONS, [customer_id])],
        }


def _tags(con, catalog: Catalog, customer_id: str, as_of: date) -> list[dict]:
    wide = rows(con, "select * from customer_tags_wide where customer_id = ?", [customer_id])
    values = wide[0] if wide else {}
    since = {row["tag"]: row["since"] for row in rows(con, _SINCE, [customer_id, as_of])}
    return [
        tag_row(catalog, name, values[name], since.get(name)) for name in catalog.tags if values.get(name) is not None
    ]


def tag_row(catalog: Catalog, name: str, value: str, since: date | None) -> dict:
    """Return a tag as a portrait has it: its place, labels, value, and the day it became that (None: always)."""
    tag = catalog.tags[name]
    return {
        "tag": name,
        "subject": tag.subject,
        "dimension": tag.dimension,
        "theme": tag.theme,
        "label": both(tag.label.zh, tag.label.en),
        "value": value,
        "value_label": tag.value_label(value).model_dump(),
        "since": since,
    }


def _event(row: dict) -> dict:
    return {**row, "what": event_kind(row["kind"]), "text": event_text(row)}


def _reason(row: dict) -> dict:
    """Add what the feature is and the customer's number in words, as the score's module names them."""
    from models_ml.harness.declaration import scores
    from models_ml.harness.words import number

    score = scores().get(row["tag"])
    feature = next((one for one in score.features if one.name == row["feature"]), None) if score else None
    if feature is None:
        # A version may outlive the feature that explained it.
        name, text = row["feature"], f"{row['feature']} = {row['value']:g}"
        return {**row, "label": both(name, name), "text": both(text, text)}
    zh, en = number(feature, row["value"], "zh"), number(feature, row["value"], "en")
    text = both(f"{feature.zh}：{zh}", f"{feature.en}: {en}")
    return {**row, "label": both(feature.zh, feature.en), "text": text}
