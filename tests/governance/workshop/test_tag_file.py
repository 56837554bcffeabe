"""The file that is written is the file that is read."""

import datetime

import pytest
from hypothesis import given, settings, strategies as st

from tagrid.catalog.checks import TODO, tag_faults
from tagrid.catalog.files import load
from tagrid.catalog.model import TagText
from tagrid.core.overlay import REFERENCE
from tagrid.core.yaml_lines import YamlDocument
from tagrid.governance.workshop.draft import draft_text, tag_file

pytestmark = pytest.mark.slow

_TEXT = st.text(min_size=1)
_LABEL = st.fixed_dictionaries({"zh": _TEXT, "en": _TEXT})
_CODE = st.from_regex(r"[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,5})?", fullmatch=True).filter(
    lambda code: code not in ("yes", "no", "on", "off", "true", "false", "null")
)
_SCALAR = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: x == 0 or 1e-9 < abs(x) < 1e12)
    | st.dates(datetime.date(1990, 1, 1))
    | _TEXT
)
_SAID = st.fixed_dictionaries(
    {
        "label": _LABEL,
        "requirement": _LABEL,
        "definition": _LABEL,
        "criterion": _LABEL,
        "method": st.just("rule"),
        "values": st.dictionaries(_CODE, _LABEL, min_size=2, max_size=4),
        "examples": st.lists(
            st.fixed_dictionaries({"given": st.dictionaries(_CODE, _SCALAR, max_size=3), "gives": _CODE}), min_size=1
        ),
        "precedence": st.sampled_from(["exclusive", "ordered"]),
        "derived_from": st.lists(_CODE, max_size=2),
        "cadence": st.just("daily"),
        "owner": _TEXT,
        "sensitivity": st.just("internal"),
        "status": st.just("draft"),
    }
)


def _read(path, text: str) -> YamlDocument:
    path.write_text(text, encoding="utf-8")
    return YamlDocument(path, path.name)


@settings(max_examples=150)
@given(said=_SAID)
def test_reading_back_gives_the_same_fields(said, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "round_trip.yml"
    assert _read(path, tag_file(said)).data == said


def test_every_file_of_the_catalog_survives_being_written_again(tmp_path):
    for name, tag in load().tags.items():
        old = YamlDocument(REFERENCE / tag.path, name).data
        assert _read(tmp_path / "tag.yml", tag_file(old)).data == old, name


def test_a_draft_has_every_field_and_says_to_do_where_someone_has_to_write(tmp_path):
    document = _read(tmp_path / "my_tag.yml", draft_text("my_tag"))
    assert tag_faults("my_tag", document) == []
    required = {name for name, field in TagText.model_fields.items() if field.is_required()}
    assert set(document.data) == required
    for line in document.text.splitlines():
        assert TODO in line or line.startswith(
            ("requirement:", "definition:", "criterion:", "values:", "status:", "  -")
        )


def test_two_drafts_do_not_clash(taxonomy):
    theme = taxonomy / "power_customer/behaviour/payment"
    (theme / "first_tag.yml").write_text(draft_text("first_tag"), encoding="utf-8")
    (theme / "second_tag.yml").write_text(draft_text("second_tag"), encoding="utf-8")
    assert set(load(taxonomy).shelved) == {"first_tag", "second_tag"}


def test_a_draft_with_its_labels_given(tmp_path):
    data = _read(tmp_path / "my_tag.yml", draft_text("my_tag", "我的标签", "My tag, mine")).data
    assert data["label"] == {"zh": "我的标签", "en": "My tag, mine"}
