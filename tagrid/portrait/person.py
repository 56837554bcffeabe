"""One customer as a published version knows it: who, every tag, use, bills, events, and the reasons of a risk.

On an earlier day it is the version of that day or, where that is gone, the tags of the history.
"""

from datetime import date, timedelta

import duckdb

from tagrid.catalog import Catalog, Tag, Viewer
from tagrid.core.project import Home
from tagrid.core.sql import rows
from tagrid.portrait.phrasing import both_languages, event_kind, event_text
from tagrid.portrait.usage import daily, monthly
from tagrid.published import (
    HISTORY,
    KNOWN_THEN,
    HistoryQuery,
    account_number,
    current_version,
    find_customer,
    query_history,
    read_history,
    read_version,
    survivor_of,
    unknown_customer,
    value_intervals,
    version_known_on,
)
from tagrid.scoring import format_value, trainable

_HEAD = "select * from portrait_customer where customer_id = ?"

_WIDE = "select * exclude (customer_no, customer_id, subject) from customer_tags_wide where customer_id = ?"

_ROWS = "select * exclude (customer_id) from {} where customer_id = ?"

# The lists of a portrait, and the tables that they are of.
_LISTS = {
    "bills": "portrait_bills",
    "events": "portrait_events",
    "reasons": "portrait_reasons",
    "load": "portrait_load",
}

DAYS = 400

# A customer has few of these: to put them in order here takes a third of the time the database takes.
_CHANGES = "select tag, changed_on from tag_changes where customer_id = ? and changed_on <= ?"

_MONTHS = """
    select month_on, daily_kwh from portrait_energy
    where customer_id = ? and month_on >= date_trunc('month', ?::date) and month_on <= ?
"""

# Of the head of a portrait, the figures that are of the day of its version.
_NOT_IN_HISTORY = dict.fromkeys(("annual_kwh", "amount_yuan_12m", "default_chance", "model_id"))


def record(con, customer_id: str) -> dict | None:
    """Return ``customer`` (the row of portrait_customer), ``values`` by tag, and the rows of each list.

    Bills and events come newest first, reasons strongest first. None for a customer the version does not know.
    """
    head = next(iter(rows(con, _HEAD, [customer_id])), None)
    if head is None:
        return None
    values = next(iter(rows(con, _WIDE, [customer_id])), {})
    found = {name: _of(con, table, customer_id) for name, table in _LISTS.items()}
    return {
        "customer": head,
        "values": {tag: value for tag, value in values.items() if value is not None},
        "bills": sorted(found["bills"], key=_newest, reverse=True),
        "events": _in_time(found["events"]),
        "reasons": sorted(found["reasons"], key=lambda row: (row["tag"], row["rank"])),
        "load": sorted(found["load"], key=lambda row: not row["is_workday"]),
    }


def _of(con, table: str, customer_id: str) -> list[dict]:
    try:
        return rows(con, _ROWS.format(table), [customer_id])
    except duckdb.CatalogException:  # a version older than the table
        return []


def _newest(bill: dict) -> tuple:
    return bill["bill_month"], bill["issued_on"] or date.min, bill["bill_id"]


def _in_time(events: list[dict]) -> list[dict]:
    found = sorted(events, key=lambda row: (row["kind"], row["event_id"]))
    return sorted(found, key=lambda row: row["happened_on"], reverse=True)


def portrait(version, customer_id: str, catalog: Catalog | None = None, days: int = DAYS, *, viewer: Viewer) -> dict:
    """Return the portrait of a customer in `version`, as of its as-of date, as ``viewer`` may see it.

    Keys: version, catalog_version, as_of; customer (a row of portrait_customer); merged_from, the number given where
    its account was merged into this customer, else None; tags in tree order, each with its
    labels and since (None: the same since the first version); usage, the last `days` days with kwh null where no
    reading came; months; load, the mean curve of workdays and of days of rest; bills, events (newest first); reasons;
    hidden, the tags whose values the viewer may not see.
    Dates are dates, money is Decimal; labels and texts are {zh, en}. Raises BadInput, with the nearest numbers, for a
    customer the version does not know.
    """
    catalog, as_of = catalog or version.catalog(), version.as_of
    with version.connect() as con:
        former, found = None, record(con, customer_id)
        if found is None:  # only a number that is no customer's is looked up among those merged away
            number, customer_id = account_number(customer_id), find_customer(con, customer_id, version.id)
            former = number if number != customer_id else None
            found = record(con, customer_id)
        if found is None:  # it has tags, and no portrait
            raise unknown_customer(con, customer_id, version.id)
        first = as_of - timedelta(days=days - 1)
        months = months_of(con, customer_id, first, as_of)
        whole = {
            "version": version.id,
            "catalog_version": catalog.version,
            "as_of": as_of,
            "customer": found["customer"],
            "merged_from": former,
            "tags": _tags(catalog, found["values"], _since(con, customer_id, as_of)),
            "usage": daily(months, as_of, days),
            "months": monthly(months, as_of),
            "load": found["load"],
            "bills": found["bills"],
            "events": [_event_row(row) for row in found["events"]],
            "reasons": [_reason_row(row) for row in found["reasons"]],
        }
    return viewer.portrait(whole, catalog)


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
    label = tag.value_label(value)
    return {
        "tag": name,
        "subject": tag.subject,
        "dimension": tag.dimension,
        "theme": tag.theme,
        "label": both_languages(tag.label.zh, tag.label.en),
        "value": value,
        "value_label": both_languages(label.zh, label.en),
        "since": since,
    }


def _event_row(row: dict) -> dict:
    return {**row, "what": event_kind(row["kind"]), "text": event_text(row)}


def _reason_row(row: dict) -> dict:
    """Add what the feature is and the customer's number in words, as the score's module names them."""

    score = trainable().get(row["tag"])
    feature = next((one for one in score.features if one.name == row["feature"]), None) if score else None
    if feature is None:
        # A version may outlive the feature that explained it.
        name, text = row["feature"], f"{row['feature']} = {row['value']:g}"
        return {**row, "label": both_languages(name, name), "text": both_languages(text, text)}
    value = format_value(feature, row["value"])
    text = both_languages(f"{feature.zh}：{value.zh}", f"{feature.en}: {value.en}")
    return {**row, "label": both_languages(feature.zh, feature.en), "text": text}


def portrait_on(
    home: Home, customer_id: str, day: date, known: str = KNOWN_THEN, days: int = DAYS, *, viewer: Viewer
) -> tuple[dict, Catalog]:
    """Return the portrait of a customer on ``day`` as ``viewer`` may see it, and the catalog of that day.

    ``known`` is ``then`` (as it was published), ``now`` (with what late data and corrections changed since) or the
    id of the version that knew it. Beside the keys of `portrait` it has ``known``, the id of the version whose
    knowledge it is, and ``source``: ``version``, or ``history`` where that version is gone or does not hold it
    all. The history keeps tags: bills, events and reasons are empty then, the usage is as it is known now.
    Raises BadInput for a day before the history, a version that is not in it, or an unknown customer.
    """

    version = current_version(home)
    if known == KNOWN_THEN and not (version.folder / HISTORY).exists():  # made before there was a history
        published = version_known_on(home, day)
    else:
        query = query_history(version, day, known)
        published = read_version(home, query.day_run.version) if query.known == query.day_run else None
        if published is None:
            return _from_history(query, customer_id, days, viewer)
    catalog = published.catalog()
    seen = portrait(published, customer_id, catalog, days, viewer=viewer)
    return seen | {"known": published.id, "source": "version"}, catalog


def _from_history(query: HistoryQuery, customer_id: str, days: int, viewer: Viewer) -> tuple[dict, Catalog]:
    catalog, version, day = query.catalog(), query.version, query.day
    customer_id = account_number(customer_id)
    intervals = value_intervals(version, customer_id, query.known)
    on = {one["tag"]: one for one in intervals if one["valid_from"] <= day < (one["valid_to"] or date.max)}
    with version.connect() as con:
        head = rows(con, _HEAD, [customer_id])
        if not head and not on and (survivor := survivor_of(con, customer_id)):
            seen, catalog = _from_history(query, survivor, days, viewer)
            return seen | {"merged_from": customer_id}, catalog
        if not head and not intervals:
            raise unknown_customer(con, customer_id, version.id)
        months = months_of(con, customer_id, day - timedelta(days=days - 1), day)
    whole = {
        **{"version": query.day_run.version, "catalog_version": catalog.version, "as_of": day},
        "customer": (head[0] if head else {"customer_id": customer_id, "customer_name": None}) | _NOT_IN_HISTORY,
        "tags": [
            tag_row(catalog, name, on[name]["value"], on[name]["valid_from"] if on[name]["cause"] else None)
            for name in catalog.tags
            if name in on
        ],
        **{"usage": daily(months, day, days), "months": monthly(months, day), "load": []},
        **{"bills": [], "events": [], "reasons": []},
        **{"known": query.known.version, "source": "history", "merged_from": None},
    }
    return viewer.portrait(whole, catalog), catalog


def timeline(version, customer_id: str, *, viewer: Viewer) -> list[dict]:
    """Return every value the customer ever had that ``viewer`` may see, as known now: intervals with labels.

    The number of an account that was merged away gives those of the customer that is left.
    Labels are those of the catalog that gave the value, {zh, en}; a tag that retired since is among them. What is
    restricted in the catalog in force or was in that one is left out.
    """
    history, now = read_history(version), version.catalog()
    with version.connect() as con:
        number = account_number(customer_id)
        customer_id = survivor_of(con, number) or number
    found = viewer.visible(value_intervals(version, customer_id), now)
    runs = {run.version: run for run in history.runs if run.version in {one["version"] for one in found}}
    catalogs = {run.catalog: history.catalog(run) if run.catalog else now for run in runs.values()}
    intervals = [(one, catalogs[runs[one["version"]].catalog]) for one in found]
    return [
        _labelled(one, catalog.tag(one["tag"]))
        for one, catalog in intervals
        if one["tag"] not in viewer.restricted_tags(catalog)
    ]


def _labelled(interval: dict, tag: Tag) -> dict:
    return interval | {"label": tag.label.as_dict(), "value_label": tag.value_label(interval["value"]).as_dict()}
