"""Lines of a bill that do not add up to it, are of no known kind, or name a bill that nobody delivered."""

import pytest

from tagrid.core.errors import BadInput
from tagrid.landing import source_contract
from tests.landing.conftest import text

LINES = "marketing.bill_lines"
BILL = "bill_id,customer_id,bill_month,issued_on,due_on,energy_kwh,peak_kwh,valley_kwh,amount_yuan,power_factor"
BILL += ",power_factor_yuan,max_demand_kw"
LINE = "bill_id,line_number,customer_id,bill_month,kind,time_period,quantity,unit,unit_price_yuan,amount_yuan"


def bill(number: int, amount: str = "62.94") -> str:
    return f"B{number:05},{number:05},2026-05-01,2026-06-03,2026-06-23,100,,,{amount},,,"


def lines(number: int, energy: str = "60.01", kind: str = "energy_charge") -> list[str]:
    who = f"{number:05}"
    return [
        f"B{who},1,{who},2026-05-01,{kind},,100,kwh,0.6001,{energy}",
        f"B{who},2,{who},2026-05-01,funds,,100,kwh,0.0293,2.93",
    ]


def deliver(utility, rows: list[str], bills: list[str] | None = None, name: str = "one"):
    files = {"marketing/bill_lines.csv": text([LINE, *rows])}
    if bills is not None:
        files["marketing/bills.csv"] = text([BILL, *bills])
    return utility.ingest(utility.folder(name, files))


def good(count: int = 300) -> tuple[list[str], list[str]]:
    return [row for n in range(1, count + 1) for row in lines(n)], [bill(n) for n in range(1, count + 1)]


def aside(utility) -> str:
    return "".join(path.read_text(encoding="utf-8-sig") for path in utility.home.quarantine.rglob("*.csv"))


def test_lines_that_add_up_land_without_a_word(utility):
    rows, bills = good()
    report = deliver(utility, rows, bills)
    assert report.tables[LINES] | {"refused": 0, "added": 600} == report.tables[LINES]
    assert report.warnings == [] and not aside(utility)


def test_the_lines_that_a_restated_bill_changes_are_held_against_those_for_the_same(utility):
    """A restated bill brings the lines that are others now, which need not be as large as its lines mostly are."""
    rows, bills = good()
    changed = range(1, 9)
    for n in changed:
        rows += [f"B{n:05},3,{n:05},2026-05-01,basic_charge,,8000,kva,0.05,400.00"]
        bills[n - 1] = bill(n, "462.94")
    assert deliver(utility, rows, bills).warnings == []
    again, restated = "8100,kva,0.05,405.00", [bill(n, "467.94") for n in changed]
    lines_again = [f"B{n:05},3,{n:05},2026-05-01,basic_charge,,{again}" for n in changed]
    report = deliver(utility, lines_again, restated, name="again")
    assert report.warnings == [] and report.tables[LINES]["refused"] == 0
    wrong = [row.replace(again, "8100000,kva,0.00005,405.00") for row in lines_again]
    with pytest.raises(BadInput, match=r"quantity: typically .* times each one's own past"):
        deliver(utility, wrong, restated, name="wrong")


def test_the_lines_of_a_bill_that_do_not_add_up_are_set_aside_together(utility):
    rows, bills = good()
    rows[4:6] = lines(3, energy="60.10")
    report = deliver(utility, rows, bills)
    assert report.tables[LINES]["refused"] == 2 and report.tables[LINES]["added"] == 598
    said = aside(utility)
    assert "marketing/bill_lines.csv,6,amount_yuan,60.1" in said and "marketing/bill_lines.csv,7,amount_yuan" in said
    assert "the 2 rows of B00003 add up to 63.03, and marketing.bills has 62.94" in said and ",00003" in said


def test_too_many_of_them_refuse_the_delivery_in_both_languages(utility):
    rows, bills = good(20)
    with pytest.raises(BadInput) as refused:
        deliver(utility, [*lines(1, energy="6.01"), *rows[2:]], bills)
    told = refused.value.text
    assert "marketing/bill_lines.csv, line 2, column amount_yuan" in told.en and "customer 00001" in told.en
    assert "marketing/bill_lines.csv 第 2 行 amount_yuan 列" in told.zh and "B00001 共 2 行，合计 8.94" in told.zh
    assert "户号 00001" in told.zh


def test_an_unknown_kind_is_named_and_the_rest_of_its_bill_waits(utility):
    rows, bills = good()
    rows[0:2] = lines(1, kind="gift")
    deliver(utility, rows, bills)
    said = aside(utility)
    assert (
        'marketing/bill_lines.csv,2,kind,gift,"not one of energy_charge, energy, line_loss, network' in said
        and ",00001" in said
    )
    assert 'marketing/bill_lines.csv,3,amount_yuan,2.93,"the 1 row of B00001 adds up to 2.93' in said


def test_a_line_of_an_unknown_bill_is_kept_and_named(utility):
    rows, bills = good()
    report = deliver(utility, [*rows, *lines(301)], bills)
    (warning,) = report.warnings
    assert "2 rows name 1 bill_id that marketing.bills does not hold, the first 'B00301'" in warning.en
    assert "marketing/bill_lines.csv, line 602, customer 00301" in warning.en
    assert "marketing/bill_lines.csv 第 602 行，户号 00301" in warning.zh
    assert report.tables[LINES]["added"] == 602


def test_lines_come_after_their_bill_and_again_when_it_is_restated(utility):
    rows, bills = good()
    utility.ingest(utility.folder("bills", {"marketing/bills.csv": text([BILL, *bills])}))
    assert deliver(utility, rows, name="lines").tables[LINES]["added"] == 600
    # the bill is restated, with the line that changed alone; then with a line too many
    changed = lines(7, energy="50.01")[:1]
    assert deliver(utility, changed, [bill(7, "52.94")], "restated").tables[LINES]["replaced"] == 1
    gone = [*lines(8, energy="62.94")[:1], lines(8)[1].replace(",2.93", ",0").replace(",100,", ",0,")]
    assert deliver(utility, gone, [bill(8)], "gone").tables[LINES]["replaced"] == 2
    with pytest.raises(BadInput, match=r"the 2 rows of B00009, 1 of them landed before, add up to 65\.87"):
        deliver(utility, lines(9, energy="62.94")[:1], [bill(9)], "forgotten")


def test_a_part_of_a_price_has_one_code_in_lines_and_in_prices():
    parts = source_contract("marketing.price_components").column("component").domain
    assert set(parts) <= set(source_contract(LINES).column("kind").domain)
