"""Fee recovery: the label counts the next bill only, and only what was paid in time."""

from datetime import date

import duckdb
import pytest

from models_ml.fee_recovery import SCORE

AS_OF, UNTIL = date(2025, 6, 30), date(2025, 9, 30)


def label(bills: str, payments: str = "") -> dict:
    with duckdb.connect() as connection:
        connection.execute(
            "create table fct_bill (bill_id text, customer_id text, issued_on date, due_on date, "
            "amount_yuan decimal(18,2))"
        )
        connection.execute("create table fct_payment (bill_id text, paid_on date, amount_yuan decimal(18,2))")
        connection.execute(f"insert into fct_bill values {bills}")
        if payments:
            connection.execute(f"insert into fct_payment values {payments}")
        rows = connection.sql(SCORE.label_sql, params={"as_of": AS_OF, "until": UNTIL}).pl().to_dicts()
    assert len({r["customer_id"] for r in rows}) == len(rows)
    return {r["customer_id"]: r for r in rows}


BILL = "('b1', 'a', '2025-07-05', '2025-07-25', 100)"


@pytest.mark.parametrize(
    ("payments", "is_unpaid"),
    [
        ("", True),
        ("('b1', '2025-07-20', 100)", False),
        ("('b1', '2025-08-24', 100)", False),
        ("('b1', '2025-08-25', 100)", True),
        ("('b1', '2025-07-20', 60), ('b1', '2025-08-20', 40)", False),
        ("('b1', '2025-07-20', 99)", True),
        ("('b0', '2025-07-20', 100)", True),
    ],
)
def test_unpaid_thirty_days_after_the_due_date(payments, is_unpaid):
    found = label(BILL, payments)["a"]
    assert found["label"] is is_unpaid
    assert found["began_on"] == date(2025, 7, 5) and found["decided_on"] == date(2025, 8, 24)


def test_only_the_next_bill_counts():
    bills = f"{BILL}, ('b2', 'a', '2025-08-05', '2025-08-25', 50)"
    assert label(bills, "('b1', '2025-07-20', 100)")["a"]["label"] is False


@pytest.mark.parametrize(
    "bill",
    [
        "('b1', 'a', '2025-06-30', '2025-07-20', 100)",
        "('b1', 'a', '2025-07-05', '2025-09-01', 100)",
        "('b1', 'a', '2025-07-05', '2025-07-25', -3)",
    ],
)
def test_a_bill_already_known_not_settled_in_time_or_a_refund_gives_no_label(bill):
    assert label(bill) == {}
