"""What became of a bill and what it corrects: one notion for the page of a customer, the documents, and the tags."""

from datetime import date

from tagrid.core.text import Text


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


CORRECTION_REASONS = {
    "meter_fault": Text(zh="计量装置故障", en="Meter fault"),
    "wrong_multiplier": Text(zh="倍率差错", en="Wrong multiplier"),
    "wrong_reading": Text(zh="抄表差错", en="Wrong reading"),
    "wrong_price": Text(zh="电价差错", en="Wrong price"),
    "misuse": Text(zh="违约用电或窃电", en="Breach or theft"),
    "other": Text(zh="其他", en="Other"),
}


def correction_reason(bill: dict) -> Text:
    """Return why a bill corrects earlier use; a code that is not known as it is, nothing where none is told."""
    code = bill.get("correction_reason") or ""
    return CORRECTION_REASONS.get(code, Text(zh=code, en=code))


def corrected_days(bill: dict) -> Text:
    """Return the days of use that a bill corrects, empty where it does not tell them."""
    first, last = bill.get("corrects_from"), bill.get("corrects_through")
    if first is None or last is None:
        return Text(zh="", en="")
    return Text(zh=f"{first} 至 {last}", en=f"{first} to {last}")


def current_yuan(bill: dict) -> float:
    """Return what a bill's own days cost: its amount without what it corrects of use before, yuan."""
    return float(bill["amount_yuan"]) - float(bill.get("correction_yuan") or 0)
