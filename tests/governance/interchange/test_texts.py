"""Whatever a label says, the files can be written, read back, and say the same."""

import io

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import load_workbook
from pydantic import TypeAdapter
from rdflib import SKOS, Graph, URIRef

from tagrid.core.text import Text
from tagrid.governance.interchange.skos import BASE, writable
from tagrid.governance.interchange.write import Edition, as_skos, as_workbook
from tests.governance.interchange.conftest import small_catalog

pytestmark = pytest.mark.slow

# As a label comes out of a file: without space around it.
LABEL = TypeAdapter(Text)
TEXTS = st.text(min_size=1, max_size=30).filter(lambda text: writable(text).strip())


def _called(text: str) -> Edition:
    catalog = small_catalog()
    tag = catalog.tags["formula"].model_copy(update={"label": LABEL.validate_python({"zh": text, "en": "Plain"})})
    return Edition(catalog.model_copy(update={"tags": {**catalog.tags, "formula": tag}}))


@given(TEXTS)
@settings(max_examples=25)
@pytest.mark.parametrize("syntax", ["turtle", "xml", "json-ld"])
def test_skos_says_any_label_as_it_is(syntax, text):
    back = Graph().parse(data=as_skos(_called(text), syntax, BASE), format=syntax)
    said = {str(label) for label in back.objects(URIRef(f"{BASE}tag.formula"), SKOS.prefLabel)}
    expected = writable(text.strip())
    assert {one.replace("\r\n", "\n").replace("\r", "\n") for one in said} == {
        "Plain",
        expected.replace("\r\n", "\n").replace("\r", "\n"),
    }


@given(TEXTS)
@settings(max_examples=25)
def test_a_workbook_never_makes_a_formula_of_a_label(text):
    sheet = load_workbook(io.BytesIO(as_workbook(_called(text))))["目录 Tags"]
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "formula")
    assert cell.data_type != "f"
