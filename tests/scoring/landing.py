"""A small utility landed directly: customers, bills and payments, some of whom pay late by habit."""

import json
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from tagrid.core.project import Home
from tagrid.landing.contracts import source_contract
from tagrid.landing.parquet import ensure_schemas, period_of, table_folder, write_parquet

FIRST, MONTHS = date(2024, 1, 1), 15


def _month(number: int) -> date:
    return date(FIRST.year + number // 12, number % 12 + 1, 1)


def _rows(customers: int) -> dict[str, list[dict]]:
    random = np.random.default_rng(3)
    found = {"marketing.customers": [], "marketing.bills": [], "marketing.payments": []}
    for number in range(customers):
        name, habit = f"u{number:05d}", random.beta(0.6, 4)
        found["marketing.customers"].append(
            {"customer_id": name, "customer_type": "household", "opened_on": FIRST, "billing_mode": "postpaid"}
        )
        for month in range(MONTHS):
            _bill(found, random, name, habit, month)
    return found


def _bill(found, random, customer: str, habit: float, month: int) -> None:
    issued, bill = _month(month + 1) + timedelta(days=int(random.integers(0, 5))), f"{customer}-{month}"
    due, amount = issued + timedelta(days=18), round(float(random.lognormal(4.5, 0.5)), 2)
    found["marketing.bills"].append(
        {
            "bill_id": bill,
            "customer_id": customer,
            "bill_month": _month(month),
            "issued_on": issued,
            "due_on": due,
            "energy_kwh": amount * 2,
            "amount_yuan": amount,
        }
    )
    is_bad = random.random() < habit
    paid = due + timedelta(days=int(random.integers(31, 80) if is_bad else random.integers(-15, 4 + 30 * habit)))
    if paid <= _month(MONTHS):
        row = {"payment_id": f"p-{bill}", "bill_id": bill, "customer_id": customer, "channel": "app"}
        found["marketing.payments"].append(row | {"paid_on": paid, "amount_yuan": amount})


def _land(home: Home, address: str, rows: list[dict]) -> dict:
    table, files = source_contract(address), []
    by_period: dict[str, list[dict]] = {}
    for row in rows:
        by_period.setdefault(period_of(table, row.get(table.period)), []).append(row | {"_landed_seq": 1})
    for period, own in by_period.items():
        days = [str(row[table.period]) for row in own] if table.period else [None]
        path = table_folder(home, table) / f"period={period}" / "1.parquet"
        write_parquet(pa.Table.from_pylist(_exact(own), schema=table.arrow), path)
        where = str(path.relative_to(home.landing))
        file = {"path": where, "rows": len(own), "seq": 1, "sha256": ""}
        files.append(file | {"first_on": min(days), "through_on": max(days)} if table.period else file)
    return {"last_seq": 1, "columns": [c.name for c in table.columns], "files": files}


def _exact(rows: list[dict]) -> list[dict]:
    from decimal import Decimal

    return [r | {"amount_yuan": Decimal(str(r["amount_yuan"]))} if "amount_yuan" in r else r for r in rows]


def land(home: Home, customers: int) -> None:
    """Land the utility as delivery 1."""
    tables = {address: _land(home, address, rows) for address, rows in _rows(customers).items()}
    index = {"tables": tables, "deliveries": [{"seq": 1, "name": "made up", "sha256": "0"}]}
    home.landing.mkdir(parents=True, exist_ok=True)
    (home.landing / "_index.json").write_text(json.dumps(index))
    ensure_schemas(home)


def forget_after(home: Home, day: date) -> None:
    """Take every bill and payment after `day` out of the landing, as if it had never come."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for address in ("marketing.bills", "marketing.payments"):
        table = source_contract(address)
        for path in table_folder(home, table).glob("period=*/1.parquet"):
            rows = pq.read_table(path, partitioning=None)
            write_parquet(rows.filter(pc.less_equal(rows[table.period], day)), path)
