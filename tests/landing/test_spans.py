"""Price lists whose prices overlap, leave days without a price, or name periods and tariffs that nobody knows."""

import pytest

from tagrid.core.errors import BadInput
from tests.landing.conftest import text

TARIFFS = "marketing.tariffs"
HEADER = "tariff_code,period,valid_from,valid_to,tariff_category,price_yuan_per_kwh,pricing"


def price(period: str, first: str, last: str = "", code: str = "I10") -> str:
    return f"{code},{period},{first},{last},large_industrial,1.0,two_part"


def prices(utility, *lines: str, name: str = "prices", header: str = HEADER):
    return utility.ingest(utility.folder(name, {"marketing/tariffs.csv": text([header, *lines])}))


def test_sharp_and_deep_valley_land_from_a_list_of_the_old_columns(utility):
    old = "tariff_code,period,valid_from,tariff_category,price_yuan_per_kwh"
    rows = ["I10,sharp,2026-07-01,large_industrial,1.3803", "I10,deep_valley,2026-07-01,large_industrial,0.1800"]
    assert prices(utility, *rows, header=old).tables[TARIFFS]["added"] == 2
    # and the next list, which has the new ones, beside files that have not
    report = prices(utility, price("sharp", "2027-07-01", "2027-08-31"), name="next")
    assert report.tables[TARIFFS]["added"] == 1
    # an old list after a new one lands too, and says what is empty in it
    last = prices(utility, "I10,peak,2026-07-01,large_industrial,1.1", header=old, name="last")
    assert last.tables[TARIFFS]["added"] == 1
    assert any("no column for pricing, valid_to" in warning.en for warning in last.warnings)


def test_prices_that_follow_each_other_land(utility):
    lines = [price("peak", "2025-01-01", "2025-06-30"), price("peak", "2025-07-01"), price("flat", "2025-01-01")]
    pause = [price("sharp", "2025-07-01", "2025-08-31"), price("sharp", "2025-12-01", "2026-01-31")]
    assert prices(utility, *lines, *pause).tables[TARIFFS]["added"] == 5


@pytest.mark.parametrize(
    ("first", "last", "then", "said", "zh"),
    [
        ("2025-01-01", "2025-07-01", "2025-07-01", "holds until 2025-07-01, and the next already from", "时间重叠"),
        (
            "2025-01-01",
            "2025-06-29",
            "2025-07-01",
            "ends on 2025-06-29 and the next begins on",
            "中间有空档",
        ),
        ("2025-01-01", "2024-12-31", "2025-07-01", "before it begins", "早于"),
    ],
)
def test_overlaps_and_gaps_are_named_by_file_and_line(utility, first, last, then, said, zh):
    with pytest.raises(BadInput) as refused:
        prices(utility, price("flat", "2025-01-01"), price("peak", first, last), price("peak", then))
    told = refused.value.text
    assert "marketing/tariffs.csv, line 3, column valid_to: I10 peak" in told.en and said in told.en
    assert "marketing/tariffs.csv 第 3 行" in told.zh and zh in told.zh


def test_a_price_beside_those_that_landed_before_may_not_overlap_them(utility):
    prices(utility, price("peak", "2025-01-01", "2025-12-31"))
    with pytest.raises(BadInput, match="the next already from 2025-07-01"):
        prices(utility, price("peak", "2025-07-01"), name="next")
    # the same key again replaces the landed row, end and all
    assert prices(utility, price("peak", "2025-01-01", "2025-06-30"), price("peak", "2025-07-01"), name="both")


def test_an_unknown_period_is_refused_with_those_that_there_are(utility):
    with pytest.raises(BadInput, match=r"marketing/tariffs\.csv, line 2, column period: .*deep_valley"):
        prices(utility, price("shoulder", "2025-01-01"))


def test_a_contract_of_an_unknown_tariff_is_named_with_its_line(utility):
    prices(utility, price("peak", "2025-01-01"))
    contracts = "contract_id,customer_id,tariff_code,is_time_of_use,contract_capacity_kva,valid_from,valid_to"
    lines = [contracts, "HT1,01,I10,true,400,2025-01-01,", "HT2,02,I99,true,400,2025-01-01,"]
    report = utility.ingest(utility.folder("contracts", {"marketing/contracts.csv": text(lines)}))
    (warning,) = report.warnings
    assert "tariff_code that marketing.tariffs does not hold" in warning.en
    assert "'I99' (marketing/contracts.csv, line 3, customer 02)" in warning.en and "第 3 行" in warning.zh
