"""Compute every bill of a delivery again from its files alone, and tell how far the two are apart.

Readings, contracts, price lists and the seeds of the basic charge and of the power factor are all that is read; the
generator's code is not. A bill of the last weeks whose readings may still be mended is told apart.

    python -m benchmarks.bills [DELIVERY]

Without a delivery one of 1,000 customers and 18 months is made.
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from ruamel.yaml import YAML

from tagrid.demo.generate import generate
from tagrid.landing import source_contract

SEEDS = Path(__file__).parents[1] / "dbt_project" / "seeds"

PERIODS = ("sharp", "peak", "flat", "valley", "deep_valley")

MENDED_WITHIN = timedelta(days=45)  # of the end of its month a reading is mended, and its bill restated

_TYPES = {"double": pl.Float64, "integer": pl.Int32}


def delivered_table(folder: Path, address: str) -> pl.DataFrame:
    """Return all rows of a table of a delivery, typed by its contract, copies of rows taken out."""
    columns, frames = {c.name: c for c in source_contract(address).columns}, []
    for entry in YAML(typ="safe").load(folder / "delivery.yml")["files"]:
        path = folder / entry["path"]
        if entry["table"] != address:
            continue
        if entry["format"] == "csv":
            text = path.read_bytes().decode(entry["encoding"]).encode()
            frames.append(pl.read_csv(text, infer_schema=False).with_columns(_typed(columns)))
        else:
            frames.append(pl.read_parquet(path))
    return pl.concat(frames).unique(maintain_order=True)


def _typed(columns: dict) -> list[pl.Expr]:
    typed = []
    for name, column in columns.items():
        cell = pl.col(name)
        if column.type == "date":
            typed.append(cell.str.to_date("%Y-%m-%d"))
        elif column.type == "timestamp":
            typed.append(cell.str.to_datetime("%Y-%m-%dT%H:%M:%S"))
        elif column.type == "boolean":
            typed.append(cell == "true")
        elif column.type.startswith("decimal"):
            typed.append(cell.cast(pl.Float64))
        elif column.type in _TYPES:
            typed.append(cell.cast(_TYPES[column.type]))
    return typed


def _seed(name: str) -> pl.DataFrame:
    return pl.read_csv(SEEDS / f"{name}.csv")


def _units(name: str, scale: int) -> pl.Expr:
    """Return a column as a whole number of its last digits; nothing is 0."""
    return (pl.col(name).fill_null(0) * scale).round().cast(pl.Int64)


def _halves_up(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Return the nearest whole number of a quotient; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _energy(folder: Path) -> pl.DataFrame:
    """Return hundredths of a kWh of a customer's month by period, and the highest demand in hundredths of a kW."""
    reads = delivered_table(folder, "metering.daily_energy").with_columns(
        bill_month=pl.col("reading_on").dt.truncate("1mo")
    )
    parts = [_units(f"{name}_kwh", 100).sum().alias(name) for name in PERIODS if name != "flat"]
    summed = reads.group_by("customer_id", "bill_month").agg(
        _units("energy_kwh", 100).sum().alias("total"), *parts, _units("max_demand_kw", 100).max().alias("demand")
    )
    return summed.with_columns(flat=pl.col("total") - sum(pl.col(name) for name in PERIODS if name != "flat"))


def _in_force(bills: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Return each bill with the contract of the month's first day, or the first that begins in the month."""
    both = bills.select("bill_id", "customer_id", "bill_month").join(contracts, on="customer_id")
    both = both.filter(
        (pl.col("valid_from") < pl.col("bill_month").dt.offset_by("1mo"))
        & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col("bill_month")))
    )
    return both.sort("bill_id", "valid_from").unique("bill_id", keep="first").drop("customer_id", "bill_month")


def _prices(folder: Path, months: pl.Series) -> pl.DataFrame:
    """Return the prices of each tariff in each month in millionths of a yuan, a column a period."""
    listed = delivered_table(folder, "marketing.tariffs").unique(["tariff_code", "period", "valid_from"], keep="last")
    every = months.unique().to_frame("bill_month").join(listed, how="cross")
    held = every.filter(pl.col("valid_from") <= pl.col("bill_month")).sort("valid_from")
    newest = held.group_by("tariff_code", "bill_month", "period").agg(_units("price_yuan_per_kwh", 10**6).last())
    wide = newest.pivot("period", index=["tariff_code", "bill_month"], values="price_yuan_per_kwh")
    return wide.rename({name: f"{name}_price" for name in (*PERIODS, "single") if name in wide.columns})


def _billed_days(folder: Path, bills: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the thirtieths of a month that each bill's basic charge is due for, and each customer's voltage.

    Days of supply count that are not suspended.
    """
    points = (
        delivered_table(folder, "marketing.supply_points").sort("supply_point_id").unique("customer_id", keep="first")
    )
    changes = delivered_table(folder, "marketing.change_requests").unique("request_id", keep="last")
    days = {}
    for kind in ("suspend", "resume"):
        done = changes.filter(pl.col("kind") == kind).group_by("customer_id")
        days[kind] = done.agg(pl.col("completed_on").min().alias(kind))
    far = pl.date(2200, 1, 1)
    rows = bills.select("bill_id", "customer_id", "bill_month").join(points, on="customer_id", how="left")
    for kind in days:
        rows = rows.join(days[kind], on="customer_id", how="left")
    rows = rows.with_columns(
        on=pl.date_ranges("bill_month", pl.col("bill_month").dt.offset_by("1mo"), closed="left"),
        length=pl.col("bill_month").dt.month_end().dt.day(),
    ).explode("on")
    counts = (
        (pl.col("on") >= pl.col("energised_on"))
        & (pl.col("on") < pl.col("closed_on").fill_null(far))
        & ~((pl.col("on") >= pl.col("suspend").fill_null(far)) & (pl.col("on") < pl.col("resume").fill_null(far)))
    )
    found = rows.group_by("bill_id").agg(pl.col("length").first(), counts.sum().cast(pl.Int64).alias("days"))
    whole = pl.col("days") == pl.col("length")
    found = found.with_columns(days=pl.when(whole).then(30).otherwise(pl.min_horizontal("days", 30)))
    first = points.select("customer_id", "voltage_level")
    return found.select("bill_id", "days"), first


def _factor_shares() -> pl.DataFrame:
    """Return ten-thousandths by which a bill changes, by standard and factor in hundredths: the table of the rule."""
    rows = []
    for standard in (80, 85, 90):
        steps = _seed("power_factor_scale").filter((pl.col("power_factor_standard") * 100).round() == standard)
        for factor in range(101):
            side, points = ("above", factor - standard) if factor > standard else ("below", standard - factor)
            share = 0
            for step in steps.filter(pl.col("side") == side).iter_rows(named=True):
                share += sum(
                    round(step["share_a_point"] * 10_000)
                    for point in range(step["from_point"], step["to_point"] + 1)
                    if point <= points
                )
            rows.append((standard, factor, share))
    return pl.DataFrame(rows, schema=["standard", "factor", "share"], orient="row")


def _basic(folder: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``basic``, cents of the basic charge; 0 for a tariff of one part."""
    pricing = delivered_table(folder, "marketing.tariffs").select("tariff_code", "pricing").unique("tariff_code")
    charges = _seed("capacity_prices").select(
        "voltage_level",
        _units("capacity_yuan_per_kva", 100).alias("a_kva"),
        _units("demand_yuan_per_kw", 100).alias("a_kw"),
    )
    days, voltage = _billed_days(folder, rows)
    rows = rows.join(days, on="bill_id").join(voltage, on="customer_id").join(charges, on="voltage_level", how="left")
    rows = rows.join(pricing, on="tariff_code")
    kva, agreed, demand = _units("contract_capacity_kva", 1), _units("contract_demand_kw", 100), pl.col("demand")
    tenths = pl.when(pl.col("total") >= 26_000 * kva).then(9).otherwise(10)
    # above 105 % of what was agreed the excess counts twice over
    excess = pl.max_horizontal(demand - agreed * 105 // 100, 0)
    kw = pl.when(pl.col("basic_charge_by") == "contracted_demand").then(agreed + 2 * excess).otherwise(demand)
    by_capacity = _halves_up(kva * pl.col("a_kva") * pl.col("days"), 30)
    by_demand = _halves_up(kw * pl.col("a_kw") * pl.col("days") * tenths, 30_000)
    charge = pl.when(pl.col("basic_charge_by") == "capacity").then(by_capacity).otherwise(by_demand)
    return rows.with_columns(basic=pl.when(pl.col("pricing") == "two_part").then(charge).otherwise(0).fill_null(0))


FREE_KWH = 15  # a month, for a household on low income: 发改价格〔2011〕2617号 has 10 to 15


def _tiers(folder: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``tier`` and ``free``, cents that the tiers add and that free energy takes off; 0 without.

    Tiers of a month alone are in the demo; ``ValueError`` for others.
    """
    tiers, homes = delivered_table(folder, "marketing.tariff_tiers"), delivered_table(folder, "marketing.customers")
    if tiers["cycle"].unique().to_list() != ["month"]:
        raise ValueError("tiers of a year are not computed here")
    homes = homes.sort("updated_at").unique("customer_id", keep="last")
    homes = homes.select(
        "customer_id",
        pl.col("household_size").fill_null(0).alias("people"),
        poor=pl.col("hardship_category") == "low_income",
    )
    rows = rows.join(homes, on="customer_id", how="left")
    listed = tiers.with_columns(month=pl.col("months").str.split(" ")).explode("month")
    listed = listed.with_columns(pl.col("month").cast(pl.Int8)).sort("tariff_code", "month", "tier")
    each = rows.select("bill_id", "tariff_code", "total", "people", month=pl.col("bill_month").dt.month())
    each = each.join(listed, on=["tariff_code", "month"])
    larger = pl.when(pl.col("people") >= 5).then(pl.col("larger_home_kwh").fill_null(0)).otherwise(0)
    each = each.with_columns(limit=((pl.col("above_kwh") + larger) * 100).round().cast(pl.Int64)).sort(
        "bill_id", "tier"
    )
    end = pl.min_horizontal("total", pl.col("limit").shift(-1).over("bill_id"))
    part = pl.max_horizontal(end - pl.col("limit"), 0)
    line = _halves_up(part * _units("extra_yuan_per_kwh", 10**6), 10**6)
    summed = each.group_by("bill_id").agg(line.sum().alias("tier"))
    rows = rows.join(summed, on="bill_id", how="left")
    unit = pl.coalesce("single_price", "flat_price")
    free = _halves_up(pl.min_horizontal("total", FREE_KWH * 100) * unit, 10**6)
    has = pl.col("tier").is_not_null() & pl.col("poor").fill_null(False)
    return rows.with_columns(free=pl.when(has).then(free).otherwise(0)).with_columns(pl.col("tier").fill_null(0))


def _corrections(folder: Path, rows: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Add ``correction``, cents: energy corrected at the flat price of the last month that it is for; 0 without."""
    own = rows.filter(pl.col("correction_kwh").is_not_null()).select(
        "bill_id", "customer_id", "correction_kwh", bill_month=pl.col("corrects_through").dt.truncate("1mo")
    )
    then = _in_force(own, contracts).select("bill_id", "tariff_code")
    found = own.join(then, on="bill_id", how="left")
    found = found.join(_prices(folder, own["bill_month"]), on=["tariff_code", "bill_month"], how="left")
    energy, price = (pl.col("correction_kwh") * 100).round().cast(pl.Int64), pl.coalesce("single_price", "flat_price")
    cents = energy.sign() * _halves_up(energy.abs() * price, 10**6)
    rows = rows.join(found.select("bill_id", correction=cents), on="bill_id", how="left")
    return rows.with_columns(pl.col("correction").fill_null(0))


def recompute(folder: Path) -> pl.DataFrame:
    """Return the bills of a delivery beside what they come to again: ``amount`` and ``again`` in cents.

    ``is_settled`` is false for bills of the last weeks whose readings are no more those of the bill: one was mended,
    and the bill waits to be restated. Other columns: ``basic`` and ``adjusted`` in cents, ``total`` in 0.01 kWh.
    """
    bills = delivered_table(folder, "marketing.bills").unique("bill_id", keep="last")
    contracts = delivered_table(folder, "marketing.contracts").unique("contract_id", keep="last")
    rows = bills.join(_energy(folder), on=["customer_id", "bill_month"], how="left")
    rows = rows.with_columns(pl.col("total", "demand", *PERIODS).fill_null(0))
    rows = rows.join(_in_force(bills, contracts), on="bill_id", how="left")
    rows = rows.join(_prices(folder, bills["bill_month"]), on=["tariff_code", "bill_month"], how="left")
    rows = _basic(folder, rows)
    lines = [_halves_up(pl.col(name) * pl.col(f"{name}_price").fill_null(0), 10**6) for name in PERIODS]
    flat = _halves_up(pl.col("total") * pl.col("single_price"), 10**6)
    rows = rows.with_columns(charge=pl.when(pl.col("single_price").is_null()).then(sum(lines)).otherwise(flat))
    rows = rows.with_columns(standard=_units("power_factor_standard", 100), factor=_units("power_factor", 100))
    rows = rows.join(_factor_shares(), on=["standard", "factor"], how="left").with_columns(pl.col("share").fill_null(0))
    base = pl.col("charge") + pl.col("basic")
    rows = rows.with_columns(adjusted=pl.col("share").sign() * _halves_up(base * pl.col("share").abs(), 10_000))
    rows = _corrections(folder, _tiers(folder, rows), contracts)
    last = rows["bill_month"].max()
    return rows.with_columns(
        amount=_units("amount_yuan", 100),
        again=base + pl.col("adjusted") + pl.col("tier") - pl.col("free") + pl.col("correction"),
        is_settled=(pl.col("total") == _units("energy_kwh", 100))
        | (pl.col("bill_month").dt.month_end() + MENDED_WITHIN < pl.lit(last)),
    )


def summary(rows: pl.DataFrame) -> str:
    """Return how many bills were computed again, and the largest difference."""
    settled = rows.filter("is_settled")
    apart = (settled["amount"] - settled["again"]).abs().to_numpy()
    two_part, judged = settled.filter(pl.col("basic") > 0).height, settled.filter(pl.col("standard") > 0).height
    tiered, corrected = settled.filter(pl.col("tier") > 0).height, settled.filter(pl.col("correction") != 0).height
    return (
        f"{settled.height:,} bills computed again, {two_part:,} with a basic charge, {judged:,} with a power "
        f"factor, {tiered:,} beyond the first tier, {corrected:,} that correct earlier months: "
        f"{(apart > 0).sum():,} differ, the largest difference is {apart.max(initial=0) / 100:.2f} yuan; "
        f"{rows.height - settled.height:,} wait for a mended reading"
    )


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        delivery = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made) / "delivery"
        if not delivery.exists():
            generate(delivery, 1000, date(2025, 1, 1), date(2026, 6, 30))
        print(summary(recompute(delivery)))
