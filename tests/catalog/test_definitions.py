"""A definition is enough to compute its tag: each number of the rule, and of the history it asks for, stands in it."""

import re
from functools import cache

import pytest
from sqlglot import exp, parse_one

from tagrid.catalog import Tag
from tagrid.catalog.dbt_models import model_files, render
from tagrid.governance.release.releases import working

pytestmark = pytest.mark.slow  # parses every model

# A window in the name of a number: late_bill_share_12m is of 12 months.
WINDOW = re.compile(r"_(\d+)[md]$")

# What a minimum of history counts.
HISTORY = re.compile(r"days|months|nights|bills|minutes|alike|pairs")

NUMBER = re.compile(r"(\d+(?:\.\d+)?)(\s*%)?")

# 1 and 0 are also written as words.
WORDS = {0.0: ("无", "没有", "否", "no", "none", "not", "without"), 1.0: ("一", "每", "one", "a ", "once")}


def _numbers(text: str) -> set[float]:
    """The numbers of a text; a percentage as its share as well."""
    found = NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return {float(n) for n, _ in found} | {round(float(n) / 100, 6) for n, percent in found if percent}


def _literals(tree: exp.Expression) -> set[float]:
    """The numbers of an expression; which group of a regular expression is meant is none of them."""
    found = (one for one in tree.find_all(exp.Literal) if not one.is_string)
    return {float(one.this) for one in found if not isinstance(one.parent, exp.RegexpExtract)}


@cache
def _models() -> dict[str, exp.Expression]:
    files = {name: path for name, path in model_files().items() if name.startswith("int_") and path.suffix == ".sql"}
    return {name: parse_one(render(path.read_text(encoding="utf-8")), dialect="duckdb") for name, path in files.items()}


def _least(tree: exp.Expression) -> set[float]:
    """The least numbers of days, months, bills or nights that an expression asks for, above one."""
    found = set()
    for one in tree.find_all(exp.GTE, exp.LT):
        if isinstance(one.expression, exp.Literal) and HISTORY.search(one.this.sql()):
            found.add(float(one.expression.this))
        elif isinstance(one.expression, exp.Mul) and HISTORY.search(one.this.sql()):
            found.add(float(one.expression.this.this))
    return {n for n in found if n > 1}


@cache
def _history_of(column: str) -> frozenset[float]:
    """What the model that makes a column asks for: in the column's own case, and of its rows at all."""
    found: set[float] = set()
    for tree in _models().values():
        made = [one for one in tree.find_all(exp.Alias) if one.alias == column and not isinstance(one.this, exp.Column)]
        if not any(_least(one) or one.find(exp.AggFunc, exp.Div) for one in made):
            continue
        found |= {n for one in made for n in _least(one)}
        found |= {n for part in tree.find_all(exp.Where, exp.Having) for n in _least(part)}
    return frozenset(found)


def _asked(tag: Tag) -> set[float]:
    rule = _literals(parse_one(f"select {tag.rule_sql}", dialect="duckdb"))
    windows = {float(found[1]) for column in tag.inputs if (found := WINDOW.search(column))}
    return rule | windows | {n for column in tag.inputs for n in _history_of(column)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_a_rule_stands_in_its_definition(lang):
    lacking = {}
    for tag in working().tags.values():
        text = getattr(tag.definition, lang)
        told = _numbers(text) | {n for n, words in WORDS.items() if any(word in text.lower() for word in words)}
        if missing := sorted(n for n in _asked(tag) if round(n, 6) not in told and n != 0):
            lacking[tag.name] = missing
    assert not lacking


def test_the_test_sees_thresholds_windows_and_least_histories():
    tags = working().tags
    assert {0.45, 0.4, 12.0, 6.0, 20.0} <= _asked(tags["peak_share"])
    assert {5.0, 6.0, 20.0, 0.15} <= _asked(tags["holiday_effect"]) and 3.0 in _asked(tags["weekly_change"])
    assert _numbers("低于10%为低，满 1,000 千伏安") == {10.0, 0.1, 1000.0}
