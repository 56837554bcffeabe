"""Texts as a delivery may not hold them: damaged identifiers, what nobody sees, formulas, cells without end."""

import pyarrow as pa
import pytest

from tagrid.landing.contracts import SourceColumn, source_contract
from tagrid.landing.texts import text_faults

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
