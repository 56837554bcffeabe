"""What became of a bill: one notion for the page of a customer and for the documents, as the tags of payment count."""

from datetime import date


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
