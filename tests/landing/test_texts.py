"""Texts as a delivery may not hold them: damaged identifiers, what nobody sees, formulas, cells without end."""

import pyarrow as pa
import pytest

from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.landing.contracts import SourceColumn, source_contract
from tagrid.landing.refusals import Refusal
from tagrid.landing.texts import text_faults
from tests.landing.conftest import text

CUSTOMERS = source_contract("marketing.customers")

IDENTIFIERS = {
    "3.2E+09": "scientific notation",
    "3.2e9": "scientific notation",
    '="0320000012"': "spreadsheet's formula",
    "'0320000012": "in quotes",
    "0320000012.0": "written as a number",
    "3,200,000,012": "written as a number",
    "0320000012 ": "blanks",
    " 0320000012": "blanks",
    "0320000012\t": "blanks",
    "0320000012\u3000": "blanks",
    "０３２０００００１２": "full-width",
    "032000\u200b0012": "invisible",
    "\ufeff0320000012": "invisible",
    "\u202e0320000012": "invisible",
    "03200\x0000012": "invisible",
    "032000\u00a0012": "no-break",
    "\u041e320000012": "look-alike",  # a Cyrillic letter for O
    "\u0663\u0662\u0660": "look-alike",  # Arabic digits
    "03200\ufffd0012": "lost",
}

SOUND = ["0320000012", "10kV城东线", "Ⅱ线", "A-12_b", "12E5", "G 7", "applicant:9", "1.2.3", "中关村"]

TEXTS = {
    "=HYPERLINK(A1)": "formula",
    "=1+1": "formula",
    "@SUM(A1)": "formula",
    "-cmd|' /C calc'!A0": "formula",
    "＝1+1": "formula",
    "张\u202e三": "direction",
    "张\ufffd": "lost",
    "张\x07三": "control",
    "字" * 20_000: "more than 4,000",
}

SOUND_TEXTS = ["张三", "-", "+86 138 0000 0000", "(二期)3号楼-2", "José", "國電", "@home", "一期\n二期", "字" * 4000]


def reasons(column: SourceColumn, *texts: str | None) -> list[list[str]]:
    """What is wrong with each text, read as a part of a longer column."""
    cells = pa.array(["x", *texts, None]).slice(1, len(texts))
    found = text_faults(column, cells)
    return [[str(reason) for mask, reason in found if mask[i].as_py()] for i in range(len(texts))]


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_a_damaged_identifier_is_named_once_for_what_it_is(text):
    ((reason,), nothing) = reasons(CUSTOMERS.column("customer_id"), text, None)
    assert IDENTIFIERS[text] in reason
    assert nothing == []


def test_sound_identifiers_of_all_kinds():
    assert reasons(CUSTOMERS.column("customer_id"), *SOUND) == [[]] * len(SOUND)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_is_none(text):
    ((reason,),) = reasons(CUSTOMERS.column("customer_name"), text)
    assert TEXTS[text] in reason


def test_sound_texts_of_all_kinds():
    assert reasons(CUSTOMERS.column("customer_name"), *SOUND_TEXTS) == [[]] * len(SOUND_TEXTS)


def test_a_declared_form_is_asked_of_every_identifier():
    column = SourceColumn("customer_id", "varchar", "", "", key=True, form=r"^\d{10}$")
    assert reasons(column, "3200000012", "320000001", "3.2E+09") == [
        [],
        [r"not written as ^\d{10}$"],
        ["an identifier in scientific notation, its digits are lost; export the column as text"],
    ]


WHY = Text(en="wrong", zh="不对")

PERSON = "张三丰,13912345678,南京市江宁区"


def test_a_message_shows_no_person(utility):
    """Whoever runs the intake at night gets its message by mail."""
    names = [c.name for c in CUSTOMERS.columns]
    row = {"customer_id": "C1", "customer_name": "张三丰\u202e", "phone": "=13912345678", "address": "南京市\ufffd"}
    shifted = {"customer_id": "C2", "customer_type": "household", "opened_on": "13912345678", "closed_on": "张三丰"}
    lines = [",".join(names), *(",".join(one.get(n, "") for n in names) for one in (row, shifted)), PERSON]
    with pytest.raises(BadInput) as caught:
        utility.ingest(utility.folder("customers", {"marketing/customers.csv": text(lines)}))
    for message in (caught.value.text.en, caught.value.text.zh):
        assert "customers.csv" in message
        assert "opened_on" in message
        assert [part for part in ("张三", "13912345678", "南京") if part in message] == []


@pytest.mark.parametrize(
    ("refusal", "shown"),
    [
        (Refusal("f", 2, "opened_on", "02/06/2026", WHY), "'02/06/2026'"),
        (Refusal("f", 2, "opened_on", "2026年6月1日", WHY), "'2026年6月1日'"),
        (Refusal("f", 2, "opened_on", "13912345678", WHY), "'99999999999'"),
        (Refusal("f", 2, "opened_on", "11010119900101123X", WHY), "'99999999999999999X'"),
        (Refusal("f", 2, "customer_id", "3.2E+09", WHY), "'3.2E+09'"),
        (Refusal("f", 2, "customer_type", "居民", WHY, is_code=True), "'居民'"),
        (Refusal("f", 2, "phone", "1", WHY, is_personal=True), None),
        (Refusal("f", 2, "", PERSON, WHY), None),
    ],
)
def test_what_of_a_value_a_message_shows(refusal, shown):
    message = refusal.described().en
    assert (f"(found {shown})" in message) if shown else "found" not in message
    assert refusal.value in refusal.cells()[3]  # whoever corrects the source finds it in the quarantine


def test_a_row_of_data_in_the_header_s_place_shows_no_person(utility):
    tail = "household,南京市,江宁区,13912345678,2020-01-01"
    lines = [f"C1,张三丰,{tail}", f"C2,李四,{tail}"]
    with pytest.raises(BadInput) as caught:
        utility.ingest(utility.folder("headless", {"marketing/customers.csv": text(lines)}))
    message = str(caught.value)
    assert "missing from the header" in message
    assert [part for part in ("张三", "13912345678", "南京") if part in message] == []
    with pytest.raises(BadInput, match="户号"):  # a header in Chinese is shown as it is
        utility.ingest(utility.folder("chinese", {"marketing/customers.csv": "户号,户名\n1,2\n"}))
