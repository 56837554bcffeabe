"""Tags computed a second time, in polars and from their published definitions alone, equal for every customer.

What the definitions call facts (bills, payments, readings by month) are read from the warehouse; nothing that a tag's
own models made of them is.
"""

from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from tagrid.core.sql import find_landed_files

AS_OF, YEAR = date(2026, 6, 30), date(2025, 7, 1)
MONTHS_36 = date(2023, 7, 1)


class Facts:
    """Tables of a home's warehouse, and the customers that tags are of."""

    def __init__(self, home) -> None:
        self.con = duckdb.connect(str(home.warehouse), read_only=True)
        find_landed_files(self.con, home.root)
        self.customers = self.of("dim_customer").filter(pl.col("subject") == "power_customer")

    def of(self, table: str) -> pl.DataFrame:
        return self.con.sql(f"select * from {table}").pl()

    def bills(self) -> pl.DataFrame:
        """Bills issued within 36 months, when each was paid in full, and by how many days each is or was late."""
        bills = self.of("fct_bill").filter(pl.col("issued_on").is_between(MONTHS_36, AS_OF))
        paid = (
            self.of("fct_payment")
            .filter(pl.col("paid_on") <= AS_OF, pl.col("bill_id").is_not_null())
            .sort("paid_on", "payment_id")
            .with_columns(so_far=pl.col("amount_yuan").cum_sum().over("bill_id"))
            .join(bills.select("bill_id", amount="amount_yuan"), on="bill_id")
        )
        totals = paid.group_by("bill_id").agg(
            total=pl.col("amount_yuan").sum(),
            covered_on=pl.col("paid_on").filter(pl.col("so_far") >= pl.col("amount")).min(),
        )
        found = bills.join(totals, on="bill_id", how="left").with_columns(pl.col("total").fill_null(0))
        settled = (
            pl.when(pl.col("amount_yuan") <= 0)
            .then("issued_on")
            .when(pl.col("total") >= pl.col("amount_yuan"))
            .then("covered_on")
        )
        found = found.with_columns(settled_on=settled)
        until = pl.col("settled_on").fill_null(AS_OF)
        return found.with_columns(
            ahead=(pl.col("due_on") - until).dt.total_days(),
            is_decided=pl.col("settled_on").is_not_null() | (pl.col("due_on") < AS_OF),
            is_recent=pl.col("issued_on") >= YEAR,
        )

    def months(self) -> pl.DataFrame:
        """The last 12 complete months with 20 days read, of who has 6 of them."""
        found = self.of("fct_monthly_energy").filter(
            pl.col("month_on").is_between(YEAR, AS_OF), pl.col("reading_days") >= 20
        )
        return found.filter(pl.len().over("customer_id") >= 6)


def _by(frame: pl.DataFrame, **measures) -> pl.DataFrame:
    return frame.group_by("customer_id").agg(**measures)


def _banded(value: str, *bands: tuple[pl.Expr, str], other: str) -> pl.Expr:
    found = pl.when(pl.col(value).is_null()).then(None)
    for holds, name in bands:
        found = found.when(holds).then(pl.lit(name))
    return found.otherwise(pl.lit(other))


def payment_timeliness(facts: Facts) -> pl.DataFrame:
    due = facts.bills().filter(pl.col("is_recent"), pl.col("is_decided"))
    found = _by(due, n=pl.len(), share=(pl.col("ahead") < 0).mean(), ahead=pl.col("ahead").mean())
    found = found.filter(pl.col("n") >= 3)
    late = (pl.col("share") >= 0.25, "often_late"), (pl.col("share") > 0, "occasionally_late")
    return found.select("customer_id", value=_banded("share", *late, (pl.col("ahead") >= 10, "early"), other="on_time"))


def arrears_status(facts: Facts) -> pl.DataFrame:
    unpaid = facts.bills().filter(pl.col("settled_on").is_null())
    found = facts.customers.select("customer_id").join(
        _by(unpaid, late=(-pl.col("ahead")).max()), on="customer_id", how="left"
    )
    bands = (
        pl.when(pl.col("late").is_null()).then(pl.lit("clear")).when(pl.col("late") > 90).then(pl.lit("overdue_long"))
    ).when(pl.col("late") > 30)
    value = (
        bands.then(pl.lit("overdue_90")).when(pl.col("late") > 0).then(pl.lit("overdue_30")).otherwise(pl.lit("due"))
    )
    return found.select("customer_id", value=value)


def arrears_recurrence(facts: Facts) -> pl.DataFrame:
    missed = facts.bills().filter(pl.col("ahead") < 0, pl.col("settled_on").fill_null(AS_OF) >= YEAR)
    missed = missed.with_columns(on=pl.max_horizontal("due_on", pl.lit(YEAR - timedelta(1))))
    counted = _by(missed, n=pl.col("on").n_unique())
    found = facts.customers.select("customer_id").join(counted, on="customer_id", how="left")
    n = pl.col("n").fill_null(0)
    value = pl.when(n == 0).then(pl.lit("never")).when(n == 1).then(pl.lit("once")).otherwise(pl.lit("repeated"))
    return found.select("customer_id", value=value)


def dunning_response(facts: Facts) -> pl.DataFrame:
    sent = facts.of("fct_dunning").filter(pl.col("dunned_on").is_between(YEAR, AS_OF))
    sent = sent.join(facts.bills().select("bill_id", "settled_on"), on="bill_id", how="left")
    counted = _by(
        sent,
        is_open=pl.col("settled_on").is_null().any(),
        is_cut=pl.col("is_cut_off").any(),
        stage=pl.col("stage").max(),
    )
    found = facts.customers.select("customer_id").join(counted, on="customer_id", how="left")
    value = (
        pl.when(pl.col("stage").is_null())
        .then(pl.lit("not_dunned"))
        .when("is_open")
        .then(pl.lit("not_paid_yet"))
        .when("is_cut")
        .then(pl.lit("after_cut_off"))
        .when(pl.col("stage") >= 2)
        .then(pl.lit("needs_repeats"))
        .otherwise(pl.lit("pays_after_first"))
    )
    return found.select("customer_id", value=value)


def value_tier(facts: Facts) -> pl.DataFrame:
    bills = facts.of("fct_bill").filter(pl.col("issued_on").is_between(YEAR, AS_OF))
    before = pl.when(pl.col("corrects_through") < YEAR).then("correction_yuan").fill_null(0)
    found = _by(bills.join(facts.customers, on="customer_id", how="semi"), yuan=(pl.col("amount_yuan") - before).sum())
    found = found.with_columns(place=(pl.col("yuan").rank("min", descending=True) - 1) / pl.len())
    bands = [(pl.col("yuan") <= 0, "small")]
    bands += [(pl.col("place") < top, name) for top, name in ((0.01, "vip"), (0.05, "major"), (0.2, "ordinary"))]
    return found.select("customer_id", value=_banded("yuan", *bands, other="small"))


def energy_share(facts: Facts) -> pl.DataFrame:
    full = pl.col("energy_kwh") / pl.col("reading_days") * pl.col("month_on").dt.month_end().dt.day()
    year = _by(facts.months(), kwh=full.mean())
    found = facts.of("dim_supply").join(year, on="customer_id", how="left")
    share = pl.col("kwh") / pl.col("kwh").sum().over("transformer_id")
    found = found.with_columns(share=pl.when(pl.col("transformer_id").is_not_null()).then(share))
    bands = (pl.col("share") >= 0.5, "dominant"), (pl.col("share") >= 0.1, "notable")
    owner = pl.col("transformer_ownership")
    value = pl.when(owner == "dedicated").then(pl.lit("not_applicable")).when(owner == "public")
    return found.select("customer_id", value=value.then(_banded("share", *bands, other="minor")))


def weekly_rhythm(facts: Facts) -> pl.DataFrame:
    workday = pl.col("workday_kwh").sum() / pl.col("workday_days").sum()
    found = _by(facts.months(), ratio=pl.col("weekend_kwh").sum() / pl.col("weekend_days").sum() / workday)
    bands = (pl.col("ratio") < 0.75, "weekday"), (pl.col("ratio") > 1.15, "weekend")
    return found.select("customer_id", value=_banded("ratio", *bands, other="even"))


def peak_share(facts: Facts) -> pl.DataFrame:
    split = pl.col("split_kwh").sum()
    found = _by(facts.months(), peak=pl.col("peak_kwh").sum() / split, valley=pl.col("valley_kwh").sum() / split)
    bands = (pl.col("peak") >= 0.45, "peak_heavy"), (pl.col("valley") >= 0.4, "valley_heavy")
    return found.filter(pl.col("peak").is_finite()).select(
        "customer_id", value=_banded("peak", *bands, other="balanced")
    )


def seasonality(facts: Facts) -> pl.DataFrame:
    day = (pl.col("energy_kwh") - pl.col("holiday_kwh")) / (pl.col("reading_days") - pl.col("holiday_days"))
    month, found = pl.col("month_on").dt.month(), facts.months().with_columns(day=day)
    seasons = {"summer": ((6, 7, 8), 2), "winter": ((12, 1, 2), 2), "mild": ((4, 5, 10, 11), 3)}
    found = _by(
        found,
        **{name: pl.col("day").filter(month.is_in(among)).mean() for name, (among, _) in seasons.items()},
        **{f"n_{name}": month.is_in(among).sum() for name, (among, _) in seasons.items()},
    ).filter(*[pl.col(f"n_{name}") >= least for name, (_, least) in seasons.items()], pl.col("mild") > 0)
    hot, cold = pl.col("summer") / pl.col("mild") >= 1.25, pl.col("winter") / pl.col("mild") >= 1.25
    bands = (hot & cold, "double_peak"), (hot, "summer_peak"), (cold, "winter_peak")
    return found.select("customer_id", value=_banded("mild", *bands, other="flat"))


def usage_level(facts: Facts) -> pl.DataFrame:
    full = pl.col("energy_kwh") / pl.col("reading_days") * pl.col("month_on").dt.month_end().dt.day()
    found = _by(facts.months(), kwh=full.mean()).join(facts.of("dim_supply"), on="customer_id", how="left")
    used = pl.when(pl.col("kwh") > 0).then("kwh")
    place = (used.rank("min").over("tariff_category") - 0.5) / used.count().over("tariff_category")
    bands = ((0.1, "very_low"), (0.3, "low"), (0.7, "medium"), (0.9, "high"))
    found = found.with_columns(place=place)
    named = [(pl.col("kwh") < 1, "none"), *((pl.col("place") < top, name) for top, name in bands)]
    return found.select("customer_id", value=_banded("kwh", *named, other="very_high"))


def holiday_effect(facts: Facts) -> pl.DataFrame:
    expected = pl.col("holiday_days") * pl.col("workday_kwh") / pl.col("workday_days")
    months = facts.months().with_columns(expected=pl.when(pl.col("workday_days") > 0).then(expected))
    found = _by(months, n=pl.col("holiday_days").sum(), kwh=pl.col("holiday_kwh").sum(), like=pl.col("expected").sum())
    found = found.filter(pl.col("n") >= 5, pl.col("like") > 0).with_columns(ratio=pl.col("kwh") / pl.col("like"))
    bands = (
        (pl.col("ratio") < 0.15, "stops"),
        (pl.col("ratio") < 0.75, "drops"),
        (pl.col("ratio") <= 1.15, "unaffected"),
    )
    return found.select("customer_id", value=_banded("ratio", *bands, other="rises"))


def _settling(facts: Facts) -> pl.DataFrame:
    """Of who has 3 bills of 12 months due or settled: payments a bill, bills a settling day, spread of the days."""
    paid = facts.of("fct_payment").filter(pl.col("paid_on") <= AS_OF, pl.col("amount_yuan") > 0)
    counted = paid.group_by("bill_id").agg(payments=pl.len())
    bills = facts.bills().filter(pl.col("is_recent"), pl.col("is_decided")).join(counted, on="bill_id", how="left")
    each = pl.col("payments").fill_null(0) + pl.col("settled_on").is_null()
    settled = pl.col("settled_on").drop_nulls()
    return _by(
        bills,
        n=pl.len(),
        parts=each.mean(),
        lump=pl.when(settled.len() > 0).then(settled.len() / settled.n_unique()),
        spread=pl.col("ahead").std(),
    ).filter(pl.col("n") >= 3)


def payment_pattern(facts: Facts) -> pl.DataFrame:
    bands = ((pl.col("parts") >= 1.25, "instalments"), (pl.col("lump") >= 1.5, "lump_sum"))
    value = _banded("parts", *bands, (pl.col("spread") > 15, "irregular"), other="monthly")
    return _settling(facts).select("customer_id", value=value)


def bill_instalments(facts: Facts) -> pl.DataFrame:
    value = _banded("parts", (pl.col("parts") >= 1.25, "instalments"), other="in_full")
    return _settling(facts).select("customer_id", value=value)


def settlement_batches(facts: Facts) -> pl.DataFrame:
    value = _banded("lump", (pl.col("lump") >= 1.5, "several_at_once"), other="one_by_one")
    return _settling(facts).select("customer_id", value=value)


def payment_regularity(facts: Facts) -> pl.DataFrame:
    value = _banded("spread", (pl.col("spread") > 15, "irregular"), other="regular")
    return _settling(facts).select("customer_id", value=value)


def _counted(facts: Facts, rows: pl.DataFrame, *bands: tuple[int, str], other: str) -> pl.DataFrame:
    """Everyone by the number of their rows; each band is up to its number."""
    found = facts.customers.select("customer_id").join(_by(rows, n=pl.len()), on="customer_id", how="left")
    found = found.with_columns(pl.col("n").fill_null(0))
    return found.select(
        "customer_id", value=_banded("n", *((pl.col("n") <= top, name) for top, name in bands), other=other)
    )


def _within_12_months(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return frame.filter(pl.col(column).cast(pl.Date).is_between(YEAR, AS_OF))


def complaint_frequency(facts: Facts) -> pl.DataFrame:
    opened = _within_12_months(facts.of("fct_complaint"), "opened_at")
    return _counted(facts, opened, (0, "none"), (1, "once"), other="repeated")


def open_complaint(facts: Facts) -> pl.DataFrame:
    opened = facts.of("fct_complaint").filter(pl.col("opened_at").cast(pl.Date) <= AS_OF)
    is_open = pl.col("resolved_at").is_null() | (pl.col("resolved_at").cast(pl.Date) > AS_OF)
    return _counted(facts, opened.filter(is_open), (0, "none"), other="open")


def contact_frequency(facts: Facts) -> pl.DataFrame:
    opened = _within_12_months(facts.of("fct_ticket"), "opened_at")
    return _counted(facts, opened, (0, "none"), (2, "rare"), (5, "regular"), other="frequent")


def satisfaction(facts: Facts) -> pl.DataFrame:
    score = _by(_within_12_months(facts.of("fct_survey"), "answered_on"), score=pl.col("score").mean())
    found = facts.customers.select("customer_id").join(score, on="customer_id", how="left")
    value = _banded(
        "score", (pl.col("score") >= 3.5, "satisfied"), (pl.col("score") > 2.5, "neutral"), other="dissatisfied"
    )
    return found.select("customer_id", value=value.fill_null("not_surveyed"))


def repair_experience(facts: Facts) -> pl.DataFrame:
    """Every repair of the small utility's year was reached, so that no crew is still on its way."""
    repairs = _within_12_months(facts.of("fct_repair"), "hung_up_at")
    assert repairs["crew_arrived_at"].null_count() == 0
    minutes = (pl.col("crew_arrived_at") - pl.col("hung_up_at")).dt.total_seconds() / 60
    found = facts.customers.join(_by(repairs, slowest=minutes.max()), on="customer_id", how="left")
    limit = pl.col("area_type").replace_strict({"rural": 90, "remote": 120}, default=45)
    late = (pl.col("slowest") <= limit, "in_time"), (pl.col("slowest") <= 2 * limit, "late")
    return found.select("customer_id", value=_banded("slowest", *late, other="badly_late").fill_null("none"))


def large_customer(facts: Facts) -> pl.DataFrame:
    months = facts.of("fct_monthly_energy").filter(pl.col("month_on").dt.year() == AS_OF.year - 1)
    days = pl.col("reading_days").sum()
    read = _by(months, n=days, read=pl.col("energy_kwh").sum() / days * 365 / 12).filter(pl.col("n") >= 90)
    first, last = date(AS_OF.year - 1, 1, 1), date(AS_OF.year - 1, 12, 31)
    bills = facts.of("fct_bill").filter(pl.col("issued_on") <= AS_OF).with_columns(
        whole=pl.when(pl.col("covers_from").is_null(), pl.col("bill_month").is_between(first, last)).then("bill_month"),
        days=(pl.col("covers_through") - pl.col("covers_from")).dt.total_days() + 1,
        within=(pl.min_horizontal("covers_through", pl.lit(last)) - pl.max_horizontal("covers_from", pl.lit(first)))
        .dt.total_days().add(1).clip(0),
    )  # fmt: skip
    of_it = pl.when(pl.col("whole").is_not_null()).then("energy_kwh").otherwise(
        pl.col("energy_kwh") * pl.col("within") / pl.col("days")
    )  # fmt: skip
    count, within = (
        pl.col("whole").drop_nulls().n_unique(),
        pl.col("within").filter(pl.col("covers_from").is_not_null()).sum(),
    )
    billed = _by(bills, m=count * 30 + within, billed=of_it.sum() / (count + within * 12 / 365))
    billed = billed.filter(pl.col("m") >= 88)
    found = read.join(billed, on="customer_id", how="full", coalesce=True)
    found = found.with_columns(kwh=pl.coalesce("read", pl.col("billed").cast(pl.Float64)))
    return found.select("customer_id", value=_banded("kwh", (pl.col("kwh") > 4000, "is_large"), other="not_large"))


def tenure_band(facts: Facts) -> pl.DataFrame:
    found = facts.customers
    for years in (1, 3, 10):
        anniversary = pl.col("opened_on").dt.offset_by(f"{years}y")
        found = found.with_columns((anniversary <= AS_OF).alias(f"full_{years}"))
    bands = (~pl.col("full_1"), "lt_1y"), (~pl.col("full_3"), "1_3y"), (~pl.col("full_10"), "3_10y")
    return found.select("customer_id", value=_banded("opened_on", *bands, other="ge_10y"))


def revenue_trend(facts: Facts) -> pl.DataFrame:
    """As of the end of June no bill of January or February is among the last 3 months."""
    bills = facts.of("fct_bill").filter(pl.col("issued_on") <= AS_OF)
    covered = (pl.col("covers_through") - pl.col("covers_from")).dt.total_days() + 1
    monthly = bills.group_by("customer_id", "bill_month").agg(
        yuan=(pl.col("amount_yuan") - pl.col("correction_yuan").fill_null(0)).cast(pl.Float64).sum(),
        on=pl.col("issued_on").max(),
        days=pl.when(pl.col("covers_from").is_not_null().all()).then(covered.sum()),
    )
    recent = monthly.filter(pl.col("on") >= date(2026, 4, 1), pl.col("bill_month").dt.month() > 2)
    before = monthly.with_columns(pl.col("bill_month").dt.offset_by("1y")).select(
        "customer_id", "bill_month", was="yuan", then="days"
    )
    like = pl.col("days").is_null() & pl.col("then").is_null()
    like |= pl.col("days").is_between(0.9 * pl.col("then"), 1.1 * pl.col("then")).fill_null(value=False)
    found = _by(
        recent.join(before, on=["customer_id", "bill_month"]).filter(like),
        n=pl.coalesce((pl.col("days") / 30.4).round(), 1).sum(),
        now=pl.col("yuan").sum(),
        was=pl.col("was").sum(),
    )
    found = found.filter(pl.col("n") >= 2, pl.col("was") > 0).with_columns(growth=pl.col("now") / pl.col("was") - 1)
    bands = (pl.col("growth") >= 0.1, "rising"), (pl.col("growth") <= -0.1, "falling")
    return found.select("customer_id", value=_banded("growth", *bands, other="stable"))


def campaign_response(facts: Facts) -> pl.DataFrame:
    asked = facts.of("fct_campaign_response").filter(
        pl.col("contacted_at").cast(pl.Date).is_between(date(2024, 7, 1), AS_OF)
    )
    known = pl.when(pl.col("responded_at").cast(pl.Date) <= AS_OF).then("response")
    found = _by(asked, yes=(known == "accepted").any(), no=(known == "refused").any())
    found = facts.customers.select("customer_id").join(found, on="customer_id", how="left")
    bands = (pl.col("yes"), "responsive"), (pl.col("no"), "refused")
    return found.select("customer_id", value=_banded("yes", *bands, other="passive").fill_null("never_asked"))


def meter_verification(facts: Facts) -> pl.DataFrame:
    left = (pl.col("next_verification_on") - AS_OF).dt.total_days()
    found = facts.of("dim_supply").with_columns(left=left)
    bands = (pl.col("left") < 0, "overdue"), (pl.col("left") <= 30, "due_soon")
    return found.select("customer_id", value=_banded("left", *bands, other="valid"))


def settlement_mode(facts: Facts) -> pl.DataFrame:
    return facts.customers.select("customer_id", value="billing_mode")


def contract_capacity_band(facts: Facts) -> pl.DataFrame:
    found = facts.of("dim_supply").with_columns(kva=pl.coalesce("contract_capacity_kva", "capacity_kva"))
    names = ("lt_8", "from_8_to_50", "from_50_to_100", "from_100_to_315", "from_315_to_1000")
    bands = [(pl.col("kva") < top, name) for top, name in zip((8, 50, 100, 315, 1000), names, strict=True)]
    return found.select("customer_id", value=_banded("kva", *bands, other="ge_1000"))


def _voltage(facts: Facts) -> pl.DataFrame:
    """The share of the monitored minutes within the limits, 3 complete months, of who has 7 days of them."""
    minutes = facts.of("fct_voltage_month").filter(pl.col("month_on").is_between(date(2026, 4, 1), AS_OF))
    minutes = minutes.with_columns(pl.col("^.*_minutes$").cast(pl.Float64))
    beyond, all_of_them = (pl.col("over_minutes") + pl.col("under_minutes")).sum(), pl.col("monitored_minutes").sum()
    return _by(minutes, share=1 - beyond / all_of_them, n=all_of_them).filter(pl.col("n") >= 7 * 24 * 60)


def voltage_quality(facts: Facts) -> pl.DataFrame:
    bands = (pl.col("share") >= 0.98, "qualified"), (pl.col("share") >= 0.95, "marginal")
    return _voltage(facts).select("customer_id", value=_banded("share", *bands, other="poor"))


def load_factor(facts: Facts) -> pl.DataFrame:
    months = facts.months().filter(pl.col("max_demand_kw") > 0)
    most = (pl.col("reading_days") * 24 * pl.col("max_demand_kw")).sum()
    found = _by(months, n=pl.len(), ratio=pl.col("energy_kwh").sum() / most).filter(pl.col("n") >= 6)
    bands = (pl.col("ratio") >= 0.6, "high"), (pl.col("ratio") >= 0.3, "medium")
    return found.select("customer_id", value=_banded("ratio", *bands, other="low"))


def capacity_use(facts: Facts) -> pl.DataFrame:
    months = facts.months().filter(pl.col("max_demand_kw").is_not_null())
    found = _by(months, n=(pl.col("max_demand_kw") > 0).sum(), kw=pl.col("max_demand_kw").mean())
    found = found.filter(pl.col("n") >= 6).join(facts.of("dim_supply"), on="customer_id")
    found = found.with_columns(ratio=pl.col("kw") / pl.coalesce("contract_capacity_kva", "capacity_kva"))
    bands = (pl.col("ratio") > 1, "overloaded"), (pl.col("ratio") >= 0.7, "full"), (pl.col("ratio") >= 0.3, "moderate")
    return found.select("customer_id", value=_banded("ratio", *bands, other="idle"))


def health_grade(facts: Facts) -> pl.DataFrame:
    defects = facts.of("fct_defect").filter(
        pl.col("found_on") <= AS_OF, pl.col("fixed_on").is_null() | (pl.col("fixed_on") > AS_OF)
    )
    grave = (pl.col("severity") == "major") | (pl.col("fix_due_on") < AS_OF)
    visits = facts.of("fct_inspection").filter(pl.col("kind").fill_null("routine") == "routine")
    is_done = (pl.col("done_on") <= AS_OF).fill_null(False)
    valid = ((pl.col("trained_on") <= AS_OF) & (pl.col("valid_until") >= AS_OF)).fill_null(False)
    voltage = _voltage(facts)
    found = facts.customers.select("customer_id")
    for part in (
        _by(defects, grave=grave.any(), open=pl.len() > 0),
        _by(visits, overdue=(~is_done & (pl.col("due_on") < AS_OF)).any(), done=is_done.any()),
        _by(facts.of("fct_training"), unfit=(~valid).any()),
        voltage.select("customer_id", low=pl.col("share") < 0.95),
    ):
        found = found.join(part, on="customer_id", how="left")
    found = found.with_columns(pl.col(pl.Boolean).fill_null(False))
    value = (
        pl.when("grave")
        .then(pl.lit("treat_now"))
        .when(pl.col("open") | pl.col("overdue") | pl.col("unfit") | pl.col("low"))
        .then(pl.lit("attention"))
        .when("done")
        .then(pl.lit("healthy"))
        .otherwise(pl.lit("not_examined"))
    )
    return found.select("customer_id", value=value)


def _phase_points(facts: Facts) -> pl.DataFrame:
    """The hours of 30 days whose three phases have a current and none has under half the voltage of the highest."""
    names = [f"phase_{phase}_{unit}" for phase in "abc" for unit in ("amperes", "volts")]
    curves = facts.of("fct_phase_curve").filter(pl.col("curve_on").is_between(AS_OF - timedelta(29), AS_OF))
    curves = curves.drop_nulls([name for name in names if name.endswith("amperes")])
    points = curves.select("customer_id", "curve_on", *names).explode(names)
    amperes, volts = (pl.concat_list([n for n in names if n.endswith(unit)]) for unit in ("amperes", "volts"))
    points = points.with_columns(amps=amperes.list.eval(pl.element().abs()), volts=volts)
    live = pl.col("volts").list.min() >= pl.col("volts").list.max() / 2
    return points.filter(pl.col("amps").list.sum() > 0, live.fill_null(True))


def phase_imbalance(facts: Facts) -> pl.DataFrame:
    points, day = _phase_points(facts), ["customer_id", "curve_on"]
    idle = pl.any_horizontal(pl.col("amps").list.get(p).max() == 0 for p in range(3))
    days = points.group_by(day).agg(idle=idle, amps=pl.col("amps").sort_by(pl.col("amps").list.sum()).last())
    days = days.filter(~pl.col("idle")).with_columns(share=1 - pl.col("amps").list.min() / pl.col("amps").list.max())
    meant = _by(days, n=pl.len(), share=pl.col("share").mean()).filter(pl.col("n") >= 3)
    bands = (pl.col("share") <= 0.15, "balanced"), (pl.col("share") <= 0.25, "unbalanced")
    judged = meant.select("customer_id", judged=_banded("share", *bands, other="severe"))
    found = facts.of("dim_supply").join(judged, on="customer_id", how="left")
    value = pl.when(pl.col("transformer_ownership") == "public").then(pl.lit("public_transformer"))
    return found.select("customer_id", value=value.when(pl.col("transformer_ownership") == "dedicated").then("judged"))


PAYMENT = (
    *(payment_timeliness, arrears_status, arrears_recurrence, dunning_response, payment_pattern),
    *(bill_instalments, settlement_batches, payment_regularity, settlement_mode),
)
USAGE = (
    *(weekly_rhythm, peak_share, seasonality, load_factor, capacity_use, usage_level, holiday_effect),
    phase_imbalance,
)
SERVICE = (
    *(voltage_quality, complaint_frequency, open_complaint, contact_frequency, satisfaction),
    repair_experience,
)
THEMES = {
    "payment": PAYMENT,
    "usage": USAGE,
    "service": SERVICE,
    "value": (value_tier, energy_share, large_customer, revenue_trend),
    "supply": (contract_capacity_band, meter_verification),
    "evaluation": (health_grade,),
    "profile": (tenure_band,),
    "inclination": (campaign_response,),
}
TAGS = {one.__name__: (f"tag_{theme}", one) for theme, those in THEMES.items() for one in those}


def test_thirty_tags_are_computed_twice():
    assert len(TAGS) >= 30


@pytest.fixture(scope="module")
def facts(published_home) -> Facts:
    return Facts(published_home)


@pytest.mark.parametrize("tag", TAGS)
def test_a_definition_gives_the_tag_of_every_customer(facts, tag):
    table, recompute = TAGS[tag]
    tagged = facts.of(table).select("customer_id", tag=tag)
    both = tagged.join(recompute(facts), on="customer_id", how="left")
    wrong = both.filter(~pl.col("tag").eq_missing(pl.col("value")))
    assert wrong.is_empty(), wrong.to_dicts()[:5]
    assert both["tag"].n_unique() > 1
