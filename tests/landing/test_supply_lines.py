"""Source lines of an unknown role or customer, or of a capacity that none has, are named by file, line and customer."""

import pytest

from tagrid.core.errors import BadInput
from tests.landing.conftest import text

TABLE = "marketing.supply_lines"
HEADER = (
    "supply_line_id,customer_id,supply_point_id,role,feeder_id,voltage_level,capacity_kva,transfer_mode,energised_on,"
    "closed_on"
)
CUSTOMER = "customer_id,customer_name"


def line(number: int, role: str = "main", customer: str = "00001", capacity: str = "800") -> str:
    return f"DY{number:05},{customer},P1,{role},F1,mv_10kv,{capacity},,2020-01-01,"


def deliver(utility, *rows: str, name: str = "one", customers: int = 0):
    files = {"marketing/supply_lines.csv": text([HEADER, *rows])}
    mapping = None
    if customers:
        files["customers.csv"] = text([CUSTOMER, *(f"{n:05},Firm {n}" for n in range(1, customers + 1))])
        mapping = utility.root / "mapping.yml"
        mapping.write_text(
            "tables:\n  marketing.customers:\n    file: customers.csv\n    columns: {customer_id: customer_id}\n"
            "  marketing.supply_lines:\n    file: marketing/supply_lines.csv\n    columns: {}\n",
            encoding="utf-8",
        )
    return utility.ingest(utility.folder(name, files), mapping=mapping)


def test_lines_land_by_code_and_by_the_trade_s_words(utility):
    report = deliver(utility, line(1), line(2, "备用电源").replace(",,2020", ",备自投,2020"), line(3, "保安电源"))
    assert report.tables[TABLE]["added"] == 3 and report.warnings == []
    assert utility.rows(TABLE, "role, transfer_mode", "supply_line_id") == [
        ("main", None), ("standby", "automatic"), ("security", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "en", "zh"),
    [
        (line(2, "spare"), "line 3, column role: not one of main, standby, security", "第 3 行 role 列"),
        (line(2, capacity="-5"), "line 3, column capacity_kva: outside", "第 3 行 capacity_kva 列"),
        (line(2, role=""), "line 3, column role: empty", "第 3 行 role 列"),
    ],
)
def test_what_no_line_is_refused_with_its_customer(utility, row, en, zh):
    with pytest.raises(BadInput) as refused:
        deliver(utility, line(1), row)
    told = refused.value.text
    assert f"marketing/supply_lines.csv, {en}" in told.en and "customer 00001" in told.en
    assert f"marketing/supply_lines.csv {zh}" in told.zh and "户号 00001" in told.zh


def test_a_line_of_an_unknown_customer_is_kept_and_named(utility):
    rows = [line(n, customer=f"{n:05}") for n in range(1, 41)]
    report = deliver(utility, *rows, line(99, customer="77777"), customers=40)
    (warning,) = [one for one in report.warnings if "supply_lines" in one.en]
    assert "'77777' (marketing/supply_lines.csv, line 42" in warning.en and "第 42 行" in warning.zh
    assert report.tables[TABLE]["added"] == 41
