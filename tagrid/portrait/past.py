"""A customer on an earlier day: the version of that day where it is kept, else the tags from the history."""

from datetime import date, timedelta

from tagrid.catalog import Catalog
from tagrid.history import Asked, ask, history, spells
from tagrid.history.read import THEN
from tagrid.history.runs import HISTORY
from tagrid.home import Home
from tagrid.portrait.find import unknown_customer, version_known_on
from tagrid.portrait.person import DAYS, months_of, portrait, tag_row
from tagrid.portrait.query import rows
from tagrid.portrait.usage import daily, monthly


def portrait_on(home: Home, customer_id: str, day: date, known: str = THEN, days: int = DAYS) -> tuple[dict, Catalog]:
    """Return the portrait of a customer on ``day`` and the catalog it is told in.

    ``known`` is ``then`` (as it was published), ``now`` (with what late data and corrections changed since) or the
    id of the version that knew it. Beside the keys of `portrait` it has ``known``, the id of the version whose
    knowledge it is, and ``source``: ``version``, or ``history`` where that version is not kept or does not say it
    all. The history keeps tags: bills, events and reasons are empty then, the usage is as it is known now.
    Raises BadInput for a day before the history, a version that is not in it, or an unknown customer.
    """
    from tagrid.refresh.versions import current, read

    version = current(home)
    if known == THEN and not (version.folder / HISTORY).exists():  # made before there was a history
        kept = version_known_on(home, day)
    else:
        asked = ask(version, day, known)
        kept = read(home, asked.said.version) if asked.known == asked.said else None
        if kept is None:
            return _from_history(asked, customer_id, days)
    catalog = kept.catalog()
    return portrait(kept, customer_id, catalog, days) | {"known": kept.id, "source": "version"}, catalog


# Of the head of a portrait, the figures that are of the day of its version.
_CHANGING = dict.fromkeys(("annual_kwh", "amount_yuan_12m", "default_chance", "model_id"))


def _from_history(asked: Asked, customer_id: str, days: int) -> tuple[dict, Catalog]:
    catalog, version, day = asked.catalog(), asked.version, asked.day
    lasting = spells(version, customer_id, asked.known)
    on = {one["tag"]: one for one in lasting if one["valid_from"] <= day < (one["valid_to"] or date.max)}
    with version.connect() as con:
        head = rows(con, "select * from portrait_customer where customer_id = ?", [customer_id])
        if not head and not lasting:
            raise unknown_customer(con, customer_id, version.id)
        months = months_of(con, customer_id, day - timedelta(days=days - 1), day)
    told = {
        **{"version": asked.said.version, "catalog_version": catalog.version, "as_of": day},
        "customer": (head[0] if head else {"customer_id": customer_id, "customer_name": None}) | _CHANGING,
        "tags": [
            tag_row(catalog, name, on[name]["value"], on[name]["valid_from"] if on[name]["cause"] else None)
            for name in catalog.tags
            if name in on
        ],
        **{"usage": daily(months, day, days), "months": monthly(months, day), "load": []},
        **{"bills": [], "events": [], "reasons": []},
        **{"known": asked.known.version, "source": "history"},
    }
    return told, catalog


def timeline(version, customer_id: str) -> list[dict]:
    """Return every value the customer ever had, as known now: the spells of the history with labels.

    Labels are those of the catalog that gave the value, {zh, en}; a tag that retired since is among them.
    """
    told, found = history(version), spells(version, customer_id)
    runs = {run.version: run for run in told.runs if run.version in {one["version"] for one in found}}
    files = {run.catalog: told.catalog(run) if run.catalog else version.catalog() for run in runs.values()}
    return [
        one | {"label": tag.label.model_dump(), "value_label": tag.value_label(one["value"]).model_dump()}
        for one in found
        for tag in [files[runs[one["version"]].catalog].tag(one["tag"])]
    ]
