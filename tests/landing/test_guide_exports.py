"""The exports of SG186 and of the acquisition system whose mappings the how-to shows, landed through what it shows."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.landing.conftest import Utility, text

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).parents[2] / "docs/how-to/deliver-data.md"
HOW_TO = "## Exports of SG186 and of the acquisition system"


def mapping(table: str) -> str:
    """The mapping of a table as the how-to shows it, as the file a reader would write."""
    section = GUIDE.read_text(encoding="utf-8").partition(f"{HOW_TO}\n")[2]
    shown = re.search(rf"^    tables:\n      {re.escape(table)}:\n(?:      +\S.*\n)+", section, re.MULTILINE)
    assert shown, table
    return shown[0]


def land(utility: Utility, table: str, files: dict[str, str]):
    path = utility.root / "mapping.yml"
    path.write_text(mapping(table), encoding="utf-8")
    return utility.ingest(utility.folder("one", files), mapping=path)


def test_the_acquisition_systems_energies_land(utility):
    energies = [
        "ID,AREA_CODE,DATA_DATE,PAP_E,PAP_E1,PAP_E2,PAP_E3,PAP_E4,RAP_E",
        "70001,01,20260501,480.00,40.00,160.00,180.00,100.00,0",
        "70001,01,20260502,520.00,60.00,180.00,180.00,100.00,",
        "70002,01,20260501,6.25,,2.25,,4.00,1.5",
    ]
    points = [
        "ID,AREA_CODE,CONS_NO,METER_ID,ASSET_NO",
        "70001,01,0401000123,9001,3340001000000012345678",
        "70002,01,0401000456,9002,3340001000000012345679",
    ]
    land(utility, "metering.daily_energy", {"E_MP_DAY_ENERGY.csv": text(energies), "E_DATA_MP.csv": text(points)})
    columns = "customer_id, meter_id, reading_on, energy_kwh, sharp_kwh, peak_kwh, valley_kwh, reverse_kwh"
    big, small = ("0401000123", "3340001000000012345678"), ("0401000456", "3340001000000012345679")
    assert utility.rows("metering.daily_energy", columns) == [
        (*big, date(2026, 5, 1), 480.0, 40.0, 160.0, 100.0, 0.0),
        (*big, date(2026, 5, 2), 520.0, 60.0, 180.0, 100.0, None),
        (*small, date(2026, 5, 1), 6.25, None, 2.25, 4.0, 1.5),
    ]


def test_the_acquisition_systems_registers_land(utility):
    registers = [
        "ID,AREA_CODE,DATA_DATE,PAP_R,PAP_R1,PAP_R2,PAP_R3,PAP_R4,RAP_R,RAP_R1",
        "70001,01,20260430,1250.31,101.2,402.75,500.06,246.3,,",
        "70002,01,20260430,88.4,,40.1,,48.3,12.07,0",
    ]
    points = ["ID,CONS_NO,ASSET_NO", "70001,0401000123,3340001", "70002,0401000456,3340002"]
    land(utility, "metering.registers", {"E_MP_DAY_READ.csv": text(registers), "E_DATA_MP.csv": text(points)})
    columns = "meter_id, customer_id, frozen_on, forward_kwh, forward_sharp_kwh, forward_valley_kwh, reverse_kwh"
    assert utility.rows("metering.registers", columns) == [
        ("3340001", "0401000123", date(2026, 4, 30), 1250.31, 101.2, 246.3, None),
        ("3340002", "0401000456", date(2026, 4, 30), 88.4, None, 48.3, 12.07),
    ]


def test_receivables_land_as_bills(utility):
    rows = [
        "RCVBL_AMT_ID,CONS_NO,ORG_NO,RCVBL_YM,AMT_TYPE,RELEASE_DATE,LAST_DAY,T_PQ,RCVBL_AMT,RCVED_AMT,SETTLE_FLAG",
        "810000000001,0401000123,33401,202605,01,20260602,20260620,15200,9880.55,0,01",
        "810000000002,0401000456,33401,202605,01,20260603,20260620,186,100.07,100.07,03",
    ]
    land(utility, "marketing.bills", {"A_RCVBL_FLOW.csv": text(rows)})
    columns = "bill_id, customer_id, bill_month::varchar, issued_on, due_on, energy_kwh::double, amount_yuan::double"
    assert utility.rows("marketing.bills", columns) == [
        ("810000000001", "0401000123", "2026-05-01", date(2026, 6, 2), date(2026, 6, 20), 15200.0, 9880.55),
        ("810000000002", "0401000456", "2026-05-01", date(2026, 6, 3), date(2026, 6, 20), 186.0, 100.07),
    ]


def test_the_chinese_guide_shows_the_same_mappings():
    chinese = GUIDE.with_name("guides.zh.md").read_text(encoding="utf-8")
    assert all(
        mapping(table) in chinese for table in ("metering.daily_energy", "metering.registers", "marketing.bills")
    )
