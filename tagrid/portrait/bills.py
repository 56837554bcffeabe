"""What became of a bill, its lines, what it corrects: one notion for the page of a customer, documents, and tags."""

from datetime import date

import duckdb

from tagrid.catalog import common_code_label
from tagrid.core.sql import rows
from tagrid.core.text import Text

_LINES = """
    select * exclude (customer_id) from portrait_bill_lines where customer_id = ? order by bill_id, line_number
"""


def bill_state(bill: dict, as_of: date) -> str:
    """Return ``paid_in_time``, ``paid_late``, ``open_overdue``, ``open_due`` or ``unknown`` for a row of a bill.

    Without any payments delivered nobody knows what was paid: ``paid_yuan`` is None then.
    """
    due, paid_on = bill["due_on"], bill["last_paid_on"]
    if bill["paid_yuan"] is None:
        return "unknown"
    if bill["paid_yuan"] < bill["amount_yuan"]:
        return "open_overdue" if due < as_of else "open_due"
    return "paid_late" if paid_on and paid_on > due else "paid_in_time"


def correction_reason(bill: dict) -> Text:
    """Return why a bill corrects earlier use; a code that is not known as it is, nothing where none is given."""
    code = bill.get("correction_reason")
    return common_code_label(code) if code else Text(zh="", en="")


def corrected_days(bill: dict) -> Text:
    """Return the days of use that a bill corrects, empty where it does not tell them."""
    first, last = bill.get("corrects_from"), bill.get("corrects_through")
    if first is None or last is None:
        return Text(zh="", en="")
    return Text(zh=f"{first} 至 {last}", en=f"{first} to {last}")


def current_yuan(bill: dict) -> float:
    """Return what a bill's own days cost: its amount without what it corrects of use before, yuan."""
    return float(bill["amount_yuan"]) - float(bill.get("correction_yuan") or 0)


def bill_lines(con, customer_id: str) -> dict[str, list[dict]]:
    """Return the lines of a customer's bills by bill, in their order; of a bill without any nothing."""
    try:
        found = rows(con, _LINES, [customer_id])
    except duckdb.CatalogException:  # a version older than the table
        return {}
    out: dict[str, list[dict]] = {}
    for row in found:
        out.setdefault(row.pop("bill_id"), []).append(row)
    return out


def line_label(line: dict) -> Text:
    """Return what a line of a bill is for: its kind and, of energy of some hours, their period."""
    kind, period = common_code_label(line["kind"]), line["time_period"]
    if period is None:
        return kind
    hours = common_code_label(period)
    return Text(zh=f"{kind.zh}（{hours.zh}）", en=f"{kind.en}, {hours.en}")


UNITS = {"kwh": "kWh", "kva": "kVA", "kw": "kW"}
