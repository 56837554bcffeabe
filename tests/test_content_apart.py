"""Content names tags; the engine does not: no string of the engine or the app is the name of a tag.

Some words are the name of a tag and of something else. Each such place is listed with what the word is there.
"""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagrid.catalog.files import load
from tagrid.core.overlay import REFERENCE

FOLDERS = ("tagrid", "app")

# What else a word is, by file: columns and tables of published data and of sources, and keys of the code.
SUPPLY = "a column of portrait_supply"
SOURCE_LINE = "a column of portrait_supply_lines"
CUSTOMER = "a column of portrait_customer"
METRIC = "a metric that customers of one kind are compared by"
OFFER = "a kind of offer in the campaigns of the invented utility"
REASON = "a reason of a correction, as the sources of the invented utility write it"
LINE = "a kind of line of a bill, as the sources of the invented utility write it"
SOURCE = "a column or a table of the sources of the invented utility"
HOMONYMS = {
    "tagrid/documents/advice/outage.py": {"area_type": CUSTOMER, "load_grade": SUPPLY, "own_generation": SUPPLY},
    "tagrid/documents/advice/tariff.py": {"tariff_category": CUSTOMER},
    "tagrid/documents/facts.py": {"power_factor": "a column of portrait_bills"},
    "tagrid/documents/health.py": {"transformer_ownership": SUPPLY},
    "tagrid/documents/health_checks.py": {"transformer_ownership": SUPPLY},
    "tagrid/documents/outage.py": {
        "area_type": CUSTOMER,
        "transformer_ownership": SUPPLY,
        "voltage_level": SOURCE_LINE,
    },
    "app/portrait/supply_file.py": {"voltage_level": SOURCE_LINE},
    "tagrid/documents/page.py": {"transformer_ownership": SUPPLY},
    "tagrid/documents/usage.py": dict.fromkeys(("capacity_use", "load_factor", "peak_share", "power_factor"), METRIC),
    "tagrid/portrait/comparison.py": {
        **dict.fromkeys(("capacity_use", "load_factor", "peak_share", "power_factor"), METRIC),
        **dict.fromkeys(("tariff_category", "industry_section"), CUSTOMER),
        "transformer_ownership": SUPPLY,
    },
    "tagrid/published/features.py": {"industry_section": CUSTOMER, "origin": CUSTOMER},
    "tagrid/scoring/declaration.py": {"tariff_category": "a column of dim_supply"},
    "tagrid/demo/bills.py": {"free_energy": LINE, "power_factor": SOURCE},
    "tagrid/demo/bill_lines.py": {"free_energy": LINE, "power_factor": SOURCE},
    "tagrid/demo/hours.py": {"tariff_category": SOURCE},
    "tagrid/demo/prices.py": dict.fromkeys(("tariff_category", "voltage_level"), SOURCE),
    "tagrid/demo/care.py": {"electrician_training": SOURCE},
    "tagrid/demo/corrections.py": {"meter_fault": REASON},
    "tagrid/demo/engagement.py": {"ev_charging": OFFER},
    "tagrid/demo/outside.py": {"area_type": SOURCE},
    "tagrid/demo/register.py": dict.fromkeys(
        ("area_type", "enterprise_size", "load_grade", "own_generation", "transformer_ownership", "voltage_level"),
        SOURCE,
    ),
    "tagrid/demo/requests.py": {"area_type": SOURCE},
}

# Expressions and names that help and hints give as examples.
EXAMPLES = {
    "tagrid/cli/catalog.py": {"payment_timeliness"},
    "tagrid/cli/catalog_governance.py": {"payment_channel", "payment_timeliness"},
    "tagrid/cli/models.py": {"fee_recovery_risk"},
    "tagrid/cli/report.py": {"defect_status"},
    "tagrid/cli/review.py": {"abnormal_use_risk", "fee_recovery_risk"},
    "tagrid/cli/segment.py": {"arrears_status", "fee_recovery_risk", "value_tier"},
    "tagrid/cli/segment_export.py": {"value_tier"},
    "tagrid/cli/segment_insight.py": {"arrears_status", "fee_recovery_risk", "green_interest", "value_tier"},
    "tagrid/cli/segment_options.py": {"value_tier"},
    "tagrid/cli/segment_saved.py": {"fee_recovery_risk", "value_tier"},
    "tagrid/demo/publish.py": {"fee_recovery_risk", "value_tier"},
    "tagrid/governance/workshop/draft.py": {"payment_timeliness"},
    "tagrid/api.py": {"payment_timeliness", "value_tier"},
    "app/segments/words.py": {"arrears_status", "value_tier"},
}

# The invented utility knows the truth behind each score of the reference catalog: it is content written in code.
INVENTED = {
    "tagrid/demo/ceiling.py": {
        "abnormal_use_risk",
        "complaint_propensity",
        "conversion_likelihood",
        "dsm_potential",
        "fee_recovery_risk",
        "load_growth_outlook",
        "switch_risk",
        "use_nature_match",
    }
}

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

# How a name stands in an expression: `origin = applicant`, `origin in (…)`, `origin.x`.
_IN_EXPRESSION = r"\b{}\b(?:\s*(?:=|!=|<|>)|\s+in\s*\(|\s+is\s)"


@pytest.fixture(scope="module")
def names() -> set[str]:
    catalog = load()
    return {*catalog.tags, *catalog.shelved}


@pytest.fixture(scope="module")
def found(names) -> dict[str, set[str]]:
    """The names of tags in the strings and comments of each file."""
    found: dict[str, set[str]] = defaultdict(set)
    for folder in FOLDERS:
        for path in sorted((REFERENCE / folder).rglob("*.py")):
            for text in _texts(path):
                found[path.relative_to(REFERENCE).as_posix()] |= named(text, names)
    return {file: tags for file, tags in found.items() if tags}


def _texts(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def named(text: str, names: set[str]) -> set[str]:
    """Return the tags that a text names.

    A name of several words counts wherever it stands; a single word, which prose has too, where it is the whole text or
    stands in an expression.
    """
    told = set(_WORD.findall(text)) & names
    return {
        name
        for name in told
        if "_" in name or text.strip() == name or re.search(_IN_EXPRESSION.format(re.escape(name)), text)
    }


@pytest.mark.slow
def test_the_engine_and_the_app_name_no_tag(found):
    known = (HOMONYMS, EXAMPLES, INVENTED)
    allowed = {file: set().union(*(set(table.get(file, ())) for table in known)) for file in found}
    wrong = {file: sorted(tags - allowed[file]) for file, tags in found.items() if tags - allowed[file]}
    assert not wrong, f"move these to the taxonomy, a model's YAML or app/*.yml: {wrong}"


@pytest.mark.parametrize("table", [HOMONYMS, EXAMPLES, INVENTED], ids=["homonyms", "examples", "invented"])
def test_no_place_is_listed_that_is_gone(found, table):
    gone = {file: sorted(set(tags) - found.get(file, set())) for file, tags in table.items()}
    assert not {file: tags for file, tags in gone.items() if tags}


def test_a_word_listed_as_a_column_or_a_table_stands_in_the_yaml_of_models_and_sources():
    told = "\n".join(path.read_text(encoding="utf-8") for path in (REFERENCE / "dbt_project").rglob("*.yml"))
    known = set(re.findall(r"name: (\w+)", told))
    of_the_code = (LINE, METRIC, OFFER, REASON)
    words = {word for table in HOMONYMS.values() for word, meaning in table.items() if meaning not in of_the_code}
    assert words <= known


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("value_tier", {"value_tier"}),
        ("or value_tier in (vip)", {"value_tier"}),
        ("value_tiers", set()),
        ("origin", {"origin"}),
        ("Where a customer comes from: its origin", set()),
        ("origin = applicant", {"origin"}),
        ("origin in (a, b)", {"origin"}),
    ],
)
def test_a_name_is_found_where_it_is_one(names, text, tags):
    assert named(text, names) == tags
