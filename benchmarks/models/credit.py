"""Credit default: 24,000 card customers, six months of bills and payments, through the product's own features.

UCI dataset 350: I-C. Yeh, C. Lien, "The comparisons of data mining techniques for the predictive accuracy of
probability of default of credit card clients", Expert Systems with Applications 36 (2009) 2473-2480; CC BY 4.0.
A statement becomes a bill, what was paid in the month after it a payment towards it, and the bank's word of a delay a
reminder whose stage is the months of delay. dbt makes the numbers of the fee-recovery score from them as of the last
day, as for a utility; `card` adds what only a card has.

    make bench-models CREDIT=../data/credit_default
"""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.models.card import BILLS, DELAYS, PAID, card_features
from benchmarks.models.row import Row, measured
from benchmarks.models.tianchi_home import features, numbers
from tagrid.core.dbt import run_dbt
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.landing.contracts import source_contract
from tagrid.landing.intake import ingest
from tagrid.scoring.bench.crossval import across, make_folds
from tagrid.scoring.bench.rivals import SingleColumn, boosting, harness_blend, logistic
from tagrid.scoring.bench.table import LabelledTable

FILES = ("*.parquet", "*.csv")
LABELS = ("default_next_month", "default payment next month", "default.payment.next.month", "default", "Y")
# Statements of September back to April 2005; whether October's payment fails is asked at the end of September.
AS_OF, MONTHS = date(2005, 9, 30), (9, 8, 7, 6, 5, 4)
ISSUED, DUE, PAID_ON, REMINDED = 25, 20, 15, 28
MODELS = ["int_customer_payment", "int_customer_payment_recent"]
MOST_STAGE = 9


def source(path: Path) -> tuple[pl.DataFrame, np.ndarray]:
    """Return customers (``customer_id``, then as in UCI dataset 350) and labels of a file, or a folder's."""
    found = [path] if path.is_file() else sorted(one for kind in FILES for one in path.glob(kind))
    if len(found) != 1:
        raise BadInput(f"{path} holds {len(found)} files of customers; name one.")
    table = pl.read_parquet(found[0]) if found[0].suffix == ".parquet" else pl.read_csv(found[0])
    label = next((name for name in LABELS if name in table.columns), None)
    missing = [name for name in ("ID", "LIMIT_BAL", *BILLS, *PAID, *DELAYS) if name not in table.columns]
    if label is None or missing:
        raise BadInput(f"{found[0]} lacks {', '.join(missing) or 'the label'}: name columns as in UCI dataset 350.")
    rows = table.rename({"ID": "customer_id"}).with_columns(pl.col("customer_id").cast(pl.String)).sort("customer_id")
    return rows.drop(label), rows[label].to_numpy().astype(np.int8)


def rows(path: Path, seeds: int = 3) -> list[Row]:
    """Rows of the task, each rival judged in five folds of customers, dealt out `seeds` times."""
    customers, label = source(path)
    raw = customers.drop("customer_id")
    made = pl.concat([product_features(customers), card_features(customers), raw], how="horizontal")
    plain, own = _table(raw, label), _table(made, label)
    return measured("credit default", [_run(plain, own, seed) for seed in range(seeds)])


def _table(columns: pl.DataFrame, label: np.ndarray) -> LabelledTable:
    known = columns.select(pl.all().cast(pl.Float64).fill_null(float("nan")))
    x = known.to_numpy()
    kept = [at for at, column in enumerate(x.T) if len(np.unique(column[~np.isnan(column)])) > 1]
    return LabelledTable([columns.columns[at] for at in kept], x[:, kept], label, np.arange(len(label)).astype(str))


def _run(plain: LabelledTable, own: LabelledTable, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    parts = make_folds(own, 5, seed=seed)
    rivals = {
        "ours": (harness_blend, own),
        "logistic": (logistic, own),
        "logistic on raw columns": (logistic, plain),
        "boosting on raw columns": (boosting, plain),
        "best single column": (SingleColumn, plain),
    }
    judged = np.concatenate([at for _, at in parts])
    return own.y[judged], {name: across(make, table, parts)[0] for name, (make, table) in rivals.items()}


def product_features(customers: pl.DataFrame) -> pl.DataFrame:
    """Put the customers through the contracts of bills, payments and reminders; return dbt's numbers of each."""
    with tempfile.TemporaryDirectory() as root:
        delivery, home = Path(root) / "delivery", Home(Path(root) / "home")
        deliver(customers, delivery)
        ingest(home, delivery, None, accept_unusual=True)
        run_dbt(["seed"], home=home)
        table = features(home, MODELS, AS_OF, first=True)
    kept = [name for name, kind in table.schema.items() if name != "customer_id" and kind.is_numeric()]
    x = numbers(table.select("customer_id", *kept), customers["customer_id"].to_list())
    return pl.DataFrame(x, schema=kept)


def deliver(customers: pl.DataFrame, folder: Path) -> None:
    """Write customers, statements, payments and delays as a delivery in the form of the source contracts."""
    tables = {
        "customers": customers.select("customer_id", billing_mode=pl.lit("postpaid")),
        "bills": pl.concat([_bills(customers, at) for at in range(6)]),
        "payments": pl.concat([_payments(customers, at) for at in range(6)]),
        "dunning": pl.concat([_reminders(customers, at) for at in range(6)]),
    }
    (folder / "marketing").mkdir(parents=True)
    for name, table in tables.items():
        unknown = [c.name for c in source_contract(f"marketing.{name}").columns if c.name not in table.columns]
        whole = table.with_columns(pl.lit(None, dtype=pl.String).alias(column) for column in unknown)
        whole.write_parquet(folder / "marketing" / f"{name}.parquet")


def _bill_id(month: int) -> pl.Expr:
    return pl.format("{}-{}", "customer_id", pl.lit(month))


def _day(month: int, day: int) -> pl.Expr:
    return pl.lit(date(2005, month, day))


def _bills(customers: pl.DataFrame, at: int) -> pl.DataFrame:
    month = MONTHS[at]
    return customers.select(
        "customer_id",
        bill_id=_bill_id(month),
        bill_month=_day(month, 1),
        issued_on=_day(month, ISSUED),
        due_on=_day(month + 1, DUE),
        energy_kwh=pl.lit(0.0),
        amount_yuan=pl.col(BILLS[at]).cast(pl.Decimal(18, 2)),
    )


def _payments(customers: pl.DataFrame, at: int) -> pl.DataFrame:
    """What came in a month pays the statement of the month before; that of March is not known."""
    month = MONTHS[at]
    return customers.filter(pl.col(PAID[at]) > 0).select(
        "customer_id",
        payment_id=_bill_id(month),
        bill_id=_bill_id(month - 1) if month > MONTHS[-1] else pl.lit(None, dtype=pl.String),
        paid_on=_day(month, PAID_ON),
        amount_yuan=pl.col(PAID[at]).cast(pl.Decimal(18, 2)),
    )


def _reminders(customers: pl.DataFrame, at: int) -> pl.DataFrame:
    month = MONTHS[at]
    return customers.filter(pl.col(DELAYS[at]) > 0).select(
        "customer_id",
        dunning_id=_bill_id(month),
        bill_id=_bill_id(max(month - 1, MONTHS[-1])),
        stage=pl.col(DELAYS[at]).clip(1, MOST_STAGE).cast(pl.Int32),
        dunned_on=_day(month, REMINDED),
    )
