"""The lines of one bill, chosen by the reader: what of it is for what."""

import polars as pl
import streamlit as st

from app.shared import charts, frame, tables
from app.shared.words import in_language, t
from tagrid.core.formats import number
from tagrid.portrait import UNITS, bill_lines, line_label


def draw(version, seen: dict) -> None:
    """Draw the lines of the chosen bill, the newest unless another is chosen; nothing where no bill has any."""
    with version.connect() as con:
        found = bill_lines(con, seen["customer"]["customer_id"])
    months = {one["bill_id"]: f"{one['bill_month']:%Y-%m}" for one in seen["bills"] if one["bill_id"] in found}
    if not months:
        return
    st.subheader(t("bill_lines"), anchor=False)
    newest = next(iter(months))
    frame.follow_link("bill", "bill_of_lines", months, newest)
    chosen = st.selectbox(t("bill_lines_of"), list(months), format_func=lambda one: months[one], key="bill_of_lines")
    frame.write_link(bill=chosen if chosen != newest else None)
    _table(found[chosen], months[chosen], chosen)


def _table(lines: list[dict], month: str, bill: str) -> None:
    bill_yuan, lines_yuan = (number(float(lines[0][name]), 2) for name in ("bill_yuan", "lines_yuan"))
    title = "bill_lines_title" if lines[0]["adds_up"] else "bill_lines_differ"
    charts.chart_title(t(title, month=month, amount=bill_yuan, lines=lines_yuan, n=len(lines)))
    rows = [
        {
            t("line_for"): in_language(line_label(one)).capitalize(),
            t("line_quantity"): one["quantity"],
            t("line_unit"): UNITS.get(one["unit"], one["unit"]),
            t("line_price"): None if one["unit_price_yuan"] is None else float(one["unit_price_yuan"]),
            t("line_amount"): float(one["amount_yuan"]),
        }
        for one in lines
    ]
    table = pl.DataFrame(rows, infer_schema_length=None)
    tables.grid(
        table,
        highest=460,
        placeholder="–",
        column_config={
            t("line_quantity"): st.column_config.NumberColumn(format="accounting"),
            t("line_price"): st.column_config.NumberColumn(format="%.6f"),
            t("line_amount"): st.column_config.NumberColumn(format="accounting"),
        },
    )
    charts.data_popover(table, f"lines_{bill}", "bill_lines")
