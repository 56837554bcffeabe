"""One customer as a published version knows it: who, every tag, use, bills, events, and why the risk is what it is."""

from datetime import date, timedelta

from tagrid.catalog import Catalog
from tagrid.portrait.find import unknown_customer
from tagrid.portrait.query import rows
from tagrid.portrait.record import record
from tagrid.portrait.usage import daily, monthly
from tagrid.portrait.words import both, event_kind, event_text

DAYS = 400

# A customer has few of these: to put them in order here takes a third of the time the database takes.
_CHANGES = "select tag, changed_on from tag_changes where customer_id = ? and changed_on <= ?"
_MONTHS = """
    select month_on, daily_kwh from portrait_energy
    where customer_id = ? and month_on >= date_trunc('month', ?::date) and month_on <= ?
"""


def portrait(version, customer_id: str, catalog: Catalog | None = None, days: int = DAYS) -> dict:
    """Return the portrait of a customer in `version`, as of its as-of date.

    Keys: version, catalog_version, as_of; customer (a row of portrait_customer); tags in tree order, each with its
    labels and since (None: the same since the first version); usage, the last `days` days with kwh null where no
    reading came; months; load, the mean curve of workdays and of days of rest; bills, events (newest first); reasons.
    Dates are dates, money is Decimal; labels and texts are {zh, en}. Raises BadInput, with the nearest numbers, for a
    customer the version does not know.
    """
    catalog, as_of = catalog or version.catalog(), version.as_of
    with version.connect() as con:
        found = record(con, customer_id)
        if found is None:
            raise unknown_customer(con, customer_id, version.id)
        first = as_of - timedelta(days=days - 1)
        months = months_of(con, customer_id, first, as_of)
        return {
            "version": version.id,
            "catalog_version": catalog.version,
            "as_of": as_of,
            "customer": found["customer"],
            "tags": _tags(catalog, found["values"], _since(con, customer_id, as_of)),
            "usage": daily(months, as_of, days),
            "months": monthly(months, as_of),
            "load": found["load"],
            "bills": found["bills"],
            "events": [_event(row) for row in found["events"]],
            "reasons": [_reason(row) for row in found["reasons"]],
        }


def months_of(con, customer_id: str, first: date, last: date) -> list[dict]:
    """Return the months of a customer's readings between two days, oldest first."""
    return sorted(rows(con, _MONTHS, [customer_id, first, last]), key=lambda row: row["month_on"])


def _since(con, customer_id: str, as_of: date) -> dict[str, date]:
    """Return the day of the last change of each tag that changed."""
    changed = con.execute(_CHANGES, [customer_id, as_of]).fetchall()
    return dict(sorted(changed, key=lambda change: change[1]))


def _tags(catalog: Catalog, values: dict[str, str], since: dict[str, date]) -> list[dict]:
    return [tag_row(catalog, name, values[name], since.get(name)) for name in catalog.tags if name in values]


def tag_row(catalog: Catalog, name: str, value: str, since: date | None) -> dict:
    """Return a tag as a portrait has it: its place, labels, value, and the day it became that (None: always)."""
    tag = catalog.tags[name]
    said = tag.value_label(value)
    return {
        "tag": name,
        "subject": tag.subject,
        "dimension": tag.dimension,
        "theme": tag.theme,
        "label": both(tag.label.zh, tag.label.en),
        "value": value,
        "value_label": both(said.zh, said.en),
        "since": since,
    }


def _event(row: dict) -> dict:
    return {**row, "what": event_kind(row["kind"]), "text": event_text(row)}


def _reason(row: dict) -> dict:
    """Add what the feature is and the customer's number in words, as the score's module names them."""
    from models_ml.harness.declaration import trainable
    from models_ml.harness.words import number

    score = trainable().get(row["tag"])
    feature = next((one for one in score.features if one.name == row["feature"]), None) if score else None
    if feature is None:
        # A version may outlive the feature that explained it.
        name, text = row["feature"], f"{row['feature']} = {row['value']:g}"
        return {**row, "label": both(name, name), "text": both(text, text)}
    zh, en = number(feature, row["value"], "zh"), number(feature, row["value"], "en")
    text = both(f"{feature.zh}：{zh}", f"{feature.en}: {en}")
    return {**row, "label": both(feature.zh, feature.en), "text": text}
