"""Contracts with retailers that lack a price or a first day, or overlap: named by file, line and customer."""

import pytest

from tagrid.core.errors import BadInput
from tests.landing.conftest import text

TABLE = "marketing.retail_contracts"
HEADER = (
    "retail_contract_id,customer_id,valid_from,valid_to,price_form,base_yuan_per_kwh,reference,markup_yuan_per_kwh,"
    "reference_share"
)
FIXED = "LS1,00001,2026-01-01,2026-12-31,fixed,0.385,,,"


def deliver(utility, *rows: str, name: str = "one"):
    return utility.ingest(utility.folder(name, {"marketing/retail_contracts.csv": text([HEADER, *rows])}))


def test_all_forms_land_by_code_and_by_the_trade_s_words_with_days_between(utility):
    report = deliver(
        utility,
        FIXED,
        "LS2,00002,2026-01-01,,联动价格,,电网代理购电价格,-0.005,",
        "LS3,00003,2025-01-01,2025-06-30,价差分成,0.4,市场均价,,0.8",
        "LS4,00003,2026-01-01,,fixed,0.39,,,",
    )
    assert report.tables[TABLE]["added"] == 4 and report.warnings == []
    assert [row[0] for row in utility.rows(TABLE, "price_form", "retail_contract_id")] == [
        "fixed", "linked", "shared", "fixed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "en", "zh"),
    [
        (
            "LS1,00001,2026-01-01,,fixed,,,,",
            "base_yuan_per_kwh",
            "price_form is fixed needs it",
            "为“固定价格”的行必须填写",
        ),
        (
            "LS1,00001,2026-01-01,,linked,,,0.01,",
            "reference",
            "price_form is linked needs it",
            "为“联动价格”的行必须填写",
        ),
        (
            "LS1,00001,2026-01-01,,shared,0.4,agency,,",
            "reference_share",
            "price_form is shared",
            "为“价差分成”的行必须填写",
        ),
    ],
)
def test_a_contract_without_its_price_is_named(utility, row, column, en, zh):
    with pytest.raises(BadInput) as refused:
        deliver(utility, "LS9,00009,2026-01-01,,fixed,0.4,,,", row)
    told = refused.value.text
    assert f"marketing/retail_contracts.csv, line 3, column {column}: empty" in told.en and en in told.en
    assert f"marketing/retail_contracts.csv 第 3 行 {column} 列：为空" in told.zh and zh in told.zh
    assert "customer 00001" in told.en and "户号 00001" in told.zh


def test_a_contract_without_a_first_day_is_named(utility):
    with pytest.raises(BadInput) as refused:
        deliver(utility, "LS1,00001,,2026-12-31,fixed,0.385,,,")
    assert "line 2, column valid_from" in refused.value.text.en and "customer 00001" in refused.value.text.en
    assert "第 2 行 valid_from 列" in refused.value.text.zh and "户号 00001" in refused.value.text.zh


def test_a_form_that_nobody_knows_is_named(utility):
    with pytest.raises(BadInput, match=r"line 2, column price_form: not one of fixed, linked, shared"):
        deliver(utility, FIXED.replace("fixed", "free"))


def test_contracts_that_overlap_are_named_also_with_those_that_landed(utility):
    with pytest.raises(BadInput) as refused:
        deliver(utility, FIXED, "LS2,00001,2026-10-01,,linked,,agency,,")
    told = refused.value.text
    assert "line 2, column valid_to: 00001: it holds until 2026-12-31, and the next already from 2026-10-01" in told.en
    assert "时间重叠" in told.zh and "户号 00001" in told.zh
    deliver(utility, FIXED, name="first")
    with pytest.raises(BadInput, match=r"line 2, column valid_to: 00001: it holds until 2026-12-31"):
        deliver(utility, "LS2,00001,2026-10-01,,linked,,agency,,", name="second")
    # the first one ended early makes room
    ended = FIXED.replace("2026-12-31", "2026-09-30")
    report = deliver(utility, ended, "LS2,00001,2026-10-01,,linked,,agency,,", name="third")
    assert report.tables[TABLE] | {"added": 1, "replaced": 1} == report.tables[TABLE]
