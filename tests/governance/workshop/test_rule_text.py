"""What is a proposed rule, and that nothing else is taken for one."""

from contextlib import suppress
from functools import cache

import duckdb
import pytest
from hypothesis import given, settings, strategies as st
from sqlglot import exp, parse_one

from tagrid.catalog.rules import rules
from tagrid.governance.workshop.grammar import NODES, TYPES, NotARule
from tagrid.governance.workshop.rule_text import ProposedRule, read_rule
from tests.governance.workshop.attacks import ATTACKS, COLUMNS

RULE = "case when late_share >= 0.25 then 'often_late' when days_before >= 5 then 'early' else 'on_time' end"


def _catalog_rules():
    found = rules()
    columns: dict[str, set[str]] = {}
    for rule in found.values():
        columns.setdefault(rule.theme, set()).update(rule.inputs)
    return [pytest.param(rule, {rule.theme: sorted(columns[rule.theme])}, id=name) for name, rule in found.items()]


@pytest.mark.parametrize(("rule", "columns"), _catalog_rules())
def test_every_rule_of_the_catalog_is_a_rule(rule, columns):
    assert read_rule(rule.sql, columns).rule.sql == rule.sql


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: text[:40] or "empty")
def test_nothing_but_a_rule_passes(text):
    with pytest.raises(NotARule) as refused:
        read_rule(text, COLUMNS)
    assert str(refused.value).startswith("Not a rule")
    assert refused.value.message.zh and "\n" not in str(refused.value)


def _only_a_rule(proposed: ProposedRule) -> None:
    """Assert of whatever was taken that it is made of the list and runs as one expression over the columns alone."""
    for node in proposed.rule.expression.walk():
        assert type(node) in NODES
        assert not isinstance(node, exp.DataType) or node.this in TYPES.values()
    assert set(proposed.homes) == set(proposed.rule.inputs) <= {name for names in COLUMNS.values() for name in names}
    again = parse_one(f"select {proposed.rule.expression.sql('duckdb', comments=False)} from read", dialect="duckdb")
    assert isinstance(again, exp.Select) and len(again.expressions) == 1
    assert [table.name for table in again.find_all(exp.Table)] == ["read"]
    refusals = (duckdb.BinderException, duckdb.ConversionException, duckdb.InvalidInputException)
    # one of these, or `1 % not x`, where DuckDB wants brackets: a rule in form, of which the preview says what is wrong
    with suppress(*refusals, duckdb.ParserException):
        assert len(_empty().execute(again.sql("duckdb")).description) == 1


@cache
def _empty() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create table read (late_share double, days_before double, channel varchar, kwh double)")
    return con


_TOKENS = """case when then else end and or not in is null between like ( ) ( ) , 'a' 'b_c' '' 0 0.25 -1 1e9
    late_share days_before channel kwh usage. payment. + - * / % || = <> < >= :: cast( as int double) coalesce( if(
    select from union ; -- /* */ " $1 ? [ ] { } read_csv( now() sum( over interval date true @ # . \\ greatest("""
_WORDS = st.sampled_from([*_TOKENS.split(), "\n"])


@settings(max_examples=400)
@given(st.lists(_WORDS, min_size=1, max_size=25).map(" ".join))
def test_whatever_is_put_together_is_a_rule_or_refused(text):
    try:
        proposed = read_rule(text, COLUMNS)
    except NotARule:
        return
    _only_a_rule(proposed)


@settings(max_examples=200)
@given(st.integers(0, len(RULE)), st.integers(0, 12), st.text(max_size=8) | _WORDS)
def test_a_rule_with_something_put_in_is_a_rule_or_refused(at, gone, put):
    try:
        proposed = read_rule(RULE[:at] + put + RULE[at + gone :], COLUMNS)
    except NotARule:
        return
    _only_a_rule(proposed)


_NUMBER = st.sampled_from(["late_share", "payment.days_before", "usage.kwh", "0.25", "-3", "abs(late_share)"])
_CONDITION = st.recursive(
    st.tuples(_NUMBER, st.sampled_from([">=", "<", "=", "<>"]), _NUMBER).map(" ".join)
    | st.just("channel in ('app', 'o''neil')"),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({' '.join(t)})")
        | inner.map(lambda one: f"not ({one})")
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.lists(st.tuples(_CONDITION, st.sampled_from(["a", "b_1", "C", "from_8_to_50"])), min_size=1, max_size=6))
def test_every_case_over_the_columns_is_taken(branches):
    text = "case " + " ".join(f"when {condition} then '{code}'" for condition, code in branches) + " end"
    proposed = read_rule(text, COLUMNS)
    assert proposed.rule.gives == ({code for _, code in branches}, True)
    _only_a_rule(proposed)


def test_comments_and_capitals_do_not_matter():
    proposed = read_rule("CASE -- late ones\n WHEN Late_Share > 0 /* any */ THEN 'late' ELSE 'never' END", COLUMNS)
    assert proposed.rule.sql == "case when late_share > 0 then 'late' else 'never' end"


def test_a_long_chain_is_taken_and_a_longer_one_refused():
    def chained(number: int) -> str:
        return "case when " + " or ".join(f"late_share = {n}" for n in range(number)) + " then 'a' end"

    assert read_rule(chained(100), COLUMNS).rule.gives == ({"a"}, True)
    with pytest.raises(NotARule, match="too deeply"):
        read_rule(chained(300), COLUMNS)


def test_a_column_of_two_themes_is_the_first_s_unless_it_says_otherwise():
    assert read_rule("case when days_before > 0 then 'a' end", COLUMNS).themes == ("payment",)
    proposed = read_rule("case when usage.days_before > 0 then 'a' end", COLUMNS)
    assert proposed.homes == {"days_before": "usage"}
    assert proposed.themes == ("payment", "usage")


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("case\n  when late_shar > 0 then 'a' end", (2, 8), "Did you mean late_share?"),
        ("case when late_share > 0\n then 'two words' end", (2, 7), "snake_case"),
        ("case when lowe(channel) = 'a' then 'b' end", (1, 11), "Did you mean lower"),
        ("case when pay.late_share > 0 then 'a' end", (1, 11), "Did you mean payment?"),
        ("case when usage.days_before > payment.days_before then 'a' end", (1, 31), "of one"),
        ("case when late_share > 0 then 'a' end;", (1, 38), "without `;`"),
        ("case when late_share > 0 then 'a'", (1, 31), "case when"),
        ('case when late_share > 0 then "a" end', (1, 31), "single quotes"),
    ],
)
def test_a_refusal_says_where_and_what_to_write(text, place, told):
    with pytest.raises(NotARule) as refused:
        read_rule(text, COLUMNS)
    assert (refused.value.line, refused.value.column) == place
    assert told in str(refused.value)
    assert f"第 {place[0]} 行第 {place[1]} 列" in refused.value.message.zh
