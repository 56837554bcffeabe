"""Each rule of the advice at its edge."""

import datetime

import pytest

from tagrid.core.text import Text
from tagrid.governance.evaluation.findings import advise, idle_days
from tagrid.governance.evaluation.model import Conditions, Pair, Stability, TagFigures, ValueFigures

WORDS = Text(zh="标签", en="Tag")
LABELS = {"other": Text(zh="另一标签", en="Other tag")}
NOTHING = {"overlaps": (), "else_value": None, "else_customers": 0, "else_unknown": 0, "holes": 0, "causes": ()}


def _tag(counts: dict[str, int], **more) -> TagFigures:
    known = sum(counts.values())
    values = tuple(
        ValueFigures(code=code, label=Text(zh=f"值{code}", en=f"Value {code}"), customers=n)
        for code, n in counts.items()
    )
    fields = {
        "name": "tag", "label": WORDS, "subject": "power_customer", "available": known > 0, "reason": None,
        "precedence": "exclusive", "customers": max(known, 10_000), "known": known, "evenness": 0.5, "values": values,
    }  # fmt: skip
    return TagFigures(**fields | more)


def _same(nmi: float, declared=None) -> dict:
    return {"strongest": Pair(first="other", second="tag", customers=1000, v=1.0, nmi=nmi, declared=declared)}


def _spread(ratio: float | None) -> dict:
    return {"conditions": Conditions(**NOTHING, spread=ratio)}


@pytest.mark.parametrize(
    ("counts", "more", "idle", "action"),
    [
        ({"a": 6000, "b": 4000}, {}, None, "keep"),
        ({"a": 6000, "b": 4000}, _same(0.89), None, "keep"),
        ({"a": 6000, "b": 4000}, _same(0.9), None, "merge"),
        ({"a": 6000, "b": 4000}, _same(0.98, "derived"), None, "keep"),
        ({"a": 6000, "b": 4000}, _same(0.99, "derived"), None, "merge"),
        ({"a": 6000, "b": 4000}, _same(0.9, "common"), None, "merge"),
        ({"a": 6000, "b": 4000}, _same(0.9), 89, "merge"),
        ({"a": 6000, "b": 4000}, _same(0.9), 90, "retire"),
        ({"a": 6000, "b": 4000}, {}, 500, "keep"),
        ({}, {}, 90, "retire"),
        ({}, {}, 89, "keep"),
        ({}, {}, None, "keep"),
        ({"a": 9000, "b": 29, "c": 29}, {}, None, "merge"),
        ({"a": 900, "b": 30, "c": 29}, {}, None, "keep"),
        ({"a": 9000, "b": 29, "c": 29}, {"statutory": True}, None, "keep"),
        ({"a": 100, "b": 2, "c": 3}, {"statutory": True}, None, "keep"),
        ({"a": 9000, "b": 500, "c": 29, "d": 0}, {}, None, "keep"),
        ({"a": 100, "b": 2, "c": 3}, {}, None, "split"),
        ({"a": 9000, "b": 29}, {}, None, "split"),
        ({"a": 9000, "b": 30}, {}, None, "keep"),
        ({"a": 6000, "b": 4000}, _spread(10.0), None, "split"),
        ({"a": 6000, "b": 4000}, _spread(9.9), None, "keep"),
        ({"a": 4900, "b": 4800, "c": 300}, _spread(50.0), None, "keep"),
        ({"a": 6000, "b": 4000}, _spread(None), None, "keep"),
    ],
)
def test_the_action(counts, more, idle, action):
    given = advise(_tag(counts, **more), idle, LABELS)
    assert given.action == action
    assert given.reasons or action == "keep"


def test_reasons_name_figures_in_both_languages():
    (reason,) = advise(_tag({"a": 6000, "b": 4000}, **_same(0.95)), None, LABELS).reasons
    assert "“Other tag”" in reason.en
    assert "“另一标签”" in reason.zh
    assert "0.95" in reason.en


@pytest.mark.parametrize("counts", [{"a": 9000, "b": 29, "c": 28}, {"a": 9000, "b": 29}])
def test_reasons_call_values_by_their_names(counts):
    told = " ".join(reason.zh + reason.en for reason in advise(_tag(counts), None, LABELS).reasons)
    assert "值a" in told or "值b 29 户、值c 28 户" in told
    assert "Value a" in told or "Value b: 29; Value c: 28" in told


def test_what_an_owner_should_know_stands_with_a_keep():
    shifted = Stability(version="v", as_of=datetime.date(2026, 5, 31), psi=0.3, changed=0.4, customers=100)
    given = advise(_tag({"a": 3900, "b": 100}, stability=shifted), None, LABELS)
    told = " ".join(reason.en for reason in given.reasons)
    assert given.action == "keep"
    for part in ("It marks exceptions: 100 customers", "PSI 0.30", "Known of 40.0% only"):
        assert part in told


def test_idle_days_are_not_known_before_anything_was_counted():
    today = datetime.date(2026, 7, 1)
    since = datetime.date(2026, 6, 1)
    assert idle_days("tag", None, {}, today) is None
    assert idle_days("tag", since, {}, today) == 30
    assert idle_days("tag", since, {"tag": datetime.date(2026, 6, 30)}, today) == 1
