"""A customer beside customers of its kind: its own number on the range that the middle half of them spans."""

import polars as pl
import streamlit as st

from app import charts, frame, numbers, person_charts
from app.words import language, t
from tagrid.portrait.kin import Kin, beside_kin, kind, peers, supply_of
from tagrid.report.usage_parts import METRICS


@st.cache_data(max_entries=500, show_spinner=False)
def _peers(key: tuple, of: tuple, _con, _customer: dict, _supply: dict) -> dict | None:
    """Return the quartiles of a kind of customer: read once a version, whoever of the kind is looked at."""
    return peers(_con, _customer, _supply)


def draw(version, seen: dict) -> None:
    """Draw where the customer stands, metric by metric."""
    with version.connect() as con:
        supply = supply_of(con, seen["customer"]["customer_id"])
        found = supply and _peers(frame.key_of(version), kind(seen["customer"], supply), con, seen["customer"], supply)
        kin = beside_kin(con, seen, supply, found) if supply and found else None
    if kin is None or not kin.rows:
        charts.titled(t("peers_question"))
        st.caption(t("peers_none"))
        return
    charts.titled(_title(kin))
    person_charts.peers(table := pl.DataFrame([_row(one) for one in kin.rows]))
    shown = table.select(
        pl.col("name").alias(t("metric")), pl.col("said").alias(t("own")), pl.col("low_said").alias(t("quarter_low")),
        pl.col("median_said").alias(t("median")), pl.col("high_said").alias(t("quarter_high")),
    )  # fmt: skip
    charts.behind(shown, f"peers_{seen['customer']['customer_id']}", "peers")


def _title(kin: Kin) -> str:
    low, high = (sum(_place(one) == side for one in kin.rows) for side in (-1, 1))
    of = t("peers_industry" if kin.by_industry else "peers_kind", n=numbers.count(kin.customers))
    return t("peers_title", of=of, high=high, low=low, all=len(kin.rows))


def _place(row: dict) -> int:
    low, _, high = row["quartiles"]
    return (row["own"] > high) - (row["own"] < low)


def _row(one: dict) -> dict:
    """Return a line: everything on a scale where the middle half lies from 0 to 1, cut off far outside."""
    name, write = METRICS[one["metric"]]
    low, median, high = map(float, one["quartiles"])
    width = (high - low) or abs(median) or 1.0
    scaled = {key: (value - low) / width for key, value in (("at", one["own"]), ("middle", median))}
    return {
        "name": name.in_(language()),
        "at": max(-1.2, min(2.2, scaled["at"])),
        "middle": max(-1.2, min(2.2, scaled["middle"])),
        "said": write(one["own"]),
        "low_said": write(low),
        "median_said": write(median),
        "high_said": write(high),
        "outside": _place(one) != 0,
    }
