"""Reads the facts of documents from one published version; a whole run uses one source."""

from datetime import date, timedelta

import duckdb

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput
from tagrid.core.sql import rows
from tagrid.documents.facts import CustomerTag, Facts, bills_by_month
from tagrid.portrait import Comparisons, daily, rule_columns
from tagrid.published import unknown_customer

POWER_CUSTOMER = "power_customer"

MOST_DAYS = 731

# Numbers that the rules read, by theme: a document tells these of the customer. A test holds that the catalog's do.
INPUTS = {
    "usage": (
        "monthly_kwh_12m",
        "kwh_growth_12m",
        "weekly_change_share",
        "weekend_ratio",
        "holiday_ratio",
        "peak_share_12m",
        "valley_share_12m",
        "load_factor_12m",
        "capacity_use_12m",
        "weather_fit_12m",
        "cooling_share_12m",
        "heating_share_12m",
        "zero_run_days",
        "reading_share_30d",
    ),
    "equipment_safety": ("equipment_pieces", "open_defects", "inspections", "electricians"),
    "service": ("repairs_12m", "outages_12m", "outage_hours_12m", "voltage_qualified_share_3m"),
    "inclination": ("charges_12m",),
}

# What every version since the first with documents has.
TABLES = ("portrait_supply", "portrait_checks", "portrait_outages", "portrait_repairs", "tariff_prices")

_ENERGY = """
    select month_on, daily_kwh from portrait_energy
    where customer_id = ? and month_on >= date_trunc('month', ?::date) and month_on <= ? order by month_on
"""

_OF_CUSTOMER = "select * exclude (customer_id) from {} where customer_id = ? order by all"


class DocumentSource:
    """An open version; close it, or use it in a ``with``. Not to be shared between threads."""

    def __init__(self, version) -> None:
        self.version = version
        self.catalog: Catalog = version.catalog()
        self.con: duckdb.DuckDBPyConnection = version.connect()
        self._check()
        self._known = rule_columns(self.con)
        self.compared = Comparisons(self.con, self._known)
        self.tariffs = tuple(rows(self.con, "select * from tariff_prices order by tariff_code"))

    def __enter__(self) -> "DocumentSource":
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def facts(self, customer_id: str) -> Facts:
        """Return what is known of a power customer.

        Raises BadInput for a number that no customer has, with the nearest ones, and for one that is not supplied.
        """
        head = rows(self.con, "select * from portrait_customer where customer_id = ?", [customer_id])
        if not head:
            raise unknown_customer(self.con, customer_id, self.version.id)
        if head[0]["subject"] != POWER_CUSTOMER:
            raise BadInput(
                en=f"{customer_id} is no power customer; documents are for customers with supply. `tagrid portrait "
                f"{customer_id}` tells what is known.",
                zh=f"{customer_id} 不是电力客户；文档只为已供电的客户出具。已知情况见其客户画像。",
            )
        bills, supply = self._of("portrait_bills", customer_id), self._one("portrait_supply", customer_id)
        return Facts(
            customer_id=customer_id,
            as_of=self.version.as_of,
            version=self.version.id,
            catalog_version=self.catalog.version,
            customer=head[0],
            supply=supply,
            inputs={theme: self._inputs(theme, wanted, customer_id) for theme, wanted in INPUTS.items()},
            tags=self._tags(customer_id),
            bills=bills_by_month(bills),
            bill_rows=tuple(bills),
            days=self._days(customer_id, self.version.as_of),
            checks=tuple(self._of("portrait_checks", customer_id)),
            outages=tuple(self._of("portrait_outages", customer_id)),
            repairs=tuple(self._of("portrait_repairs", customer_id)),
            tariffs=self.tariffs,
            peers=self.compared.peers(head[0], supply),
            around=self.compared.around(head[0], supply),
        )

    def _check(self) -> None:
        held = {row[0] for row in self.con.execute("select table_name from information_schema.tables").fetchall()}
        if lacking := [name for name in TABLES if name not in held]:
            self.con.close()
            raise BadInput(
                en=f"Version {self.version.id} was published before documents were made: it lacks "
                f"{', '.join(lacking)}. Run `tagrid refresh`, or ask for a newer day.",
                zh=f"版本 {self.version.id} 发布时还没有文档功能，缺少 {'、'.join(lacking)}。请运行 `tagrid refresh`，"
                "或选择更晚的日期。",
            )

    def _of(self, table: str, customer_id: str) -> list[dict]:
        return rows(self.con, _OF_CUSTOMER.format(table), [customer_id])

    def _one(self, table: str, customer_id: str) -> dict:
        return next(iter(self._of(table, customer_id)), {})

    def _inputs(self, theme: str, wanted: tuple[str, ...], customer_id: str) -> dict:
        """Return what the version's rules read of these; a rule may have been changed to read another number."""
        there = [name for name in wanted if name in self._known.get(theme, ())]
        if not there:
            return {}
        sql = f"select {', '.join(there)} from rule_inputs.{theme} where customer_id = ?"
        return next(iter(rows(self.con, sql, [customer_id])), {})

    def _days(self, customer_id: str, as_of: date) -> tuple:
        months = rows(self.con, _ENERGY, [customer_id, as_of - timedelta(days=MOST_DAYS - 1), as_of])
        return tuple((one["date"], one["kwh"]) for one in daily(months, as_of, MOST_DAYS))

    def _tags(self, customer_id: str) -> dict[str, CustomerTag]:
        """Return the tags a customer may be told: no restricted one leaves this function."""
        values = next(iter(rows(self.con, "select * from customer_tags_wide where customer_id = ?", [customer_id])), {})
        return {
            name: CustomerTag(values[name], tag.label, tag.value_label(values[name]))
            for name, tag in self.catalog.tags.items()
            if tag.sensitivity != "restricted" and values.get(name) is not None
        }
