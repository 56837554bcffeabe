"""A rule tried on a published version gives what publishing it would give, and says what is wrong with it."""

import json
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest

from tagrid.catalog.match import evaluate_examples
from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.rules import rules
from tagrid.cli import main
from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.governance.workshop.columns import columns_by_theme, describe_columns, template
from tagrid.governance.workshop.edge_examples import edge_examples
from tagrid.governance.workshop.grammar import NotARule
from tagrid.governance.workshop.nearest import in_data, in_meaning, same_criterion
from tagrid.governance.workshop.preview import preview
from tagrid.governance.workshop.render import remarks
from tests.governance.workshop.conftest import RULE


def test_a_published_rule_previews_as_it_was_published(version):
    catalog = version.catalog()
    assert len(catalog.tags) > 50
    for tag in catalog.tags.values():
        seen = preview(version, tag.rule_sql, [tag.theme])
        assert seen.subject == tag.subject
        found = {code: count for code, count in seen.counts.items() if count}
        assert found == {code: count for code, count in tag.counts.items() if count}, tag.name


def test_the_parts_of_a_preview_add_up(version):
    seen = preview(version, RULE, ["payment"])
    assert list(seen.counts) == ["erratic", "wavering", "steady", UNKNOWN]
    assert seen.customers == version.index().population(version.index().base("power_customer"))
    assert sum(seen.shares.values()) == pytest.approx(1)
    assert sum(cause.customers for cause in seen.causes) == seen.counts[UNKNOWN]
    assert (seen.else_value, seen.else_customers) == ("steady", seen.counts["steady"])
    assert seen.overlaps and all(overlap.relation == "nested" for overlap in seen.overlaps)


def test_overlaps_and_dead_values_are_told_before_anything_is_published(version):
    text = (
        "case when late_bill_share_12m >= 0.1 then 'late' when dunnings_12m > 0 then 'dunned' "
        "when late_bill_share_12m >= 0.5 then 'dead' else 'fine' end"
    )
    seen = preview(version, text, ["payment"])
    crossing = next(overlap for overlap in seen.overlaps if overlap.relation == "crossing")
    with version.connect() as con:
        (both,) = con.execute(
            "select count(*) from rule_inputs.payment where late_bill_share_12m >= 0.1 and dunnings_12m > 0"
        ).fetchone()
    assert {crossing.first, crossing.second} == {"late", "dunned"}
    assert crossing.both == both > 0
    assert seen.unreached == ("dead",)
    told = [said.en for said in remarks(seen)]
    assert any("dead can never come out" in line for line in told)
    assert any(f"{crossing.decided:,} customers meet the conditions of both late and dunned" in line for line in told)


def test_why_customers_are_unknown(version):
    seen = preview(
        version, "case when prepaid_days_left >= 7 then 'ample' when prepaid_days_left >= 0 then 'low' end", ["payment"]
    )
    with version.connect() as con:
        (missing,) = con.execute("select count(*) from rule_inputs.payment where prepaid_days_left is null").fetchone()
    assert [(cause.kind, cause.inputs) for cause in seen.causes][:1] == [("not_known", ("prepaid_days_left",))]
    assert seen.causes[0].customers == missing == seen.counts[UNKNOWN]


def test_a_rule_over_two_themes_joins_them_by_customer(version):
    text = "case when late_bill_share_12m > 0 and peak_share_12m > 0.4 then 'both' else 'other' end"
    seen = preview(version, text, ["payment", "usage"])
    with version.connect() as con:
        (both,) = con.execute(
            "select count(*) from rule_inputs.payment join rule_inputs.usage using (customer_id) "
            "where late_bill_share_12m > 0 and peak_share_12m > 0.4"
        ).fetchone()
    assert seen.counts["both"] == both > 0


@pytest.mark.parametrize(
    ("text", "chosen", "told"),
    [
        (RULE, ["paymen"], "Did you mean payment?"),
        (RULE, [], "Name the theme"),
        (RULE, ["usage"], "usage has no column settle_spread_days"),
        (
            "case when late_bill_share_12m > 0 and origin.origin = 'x' then 'a' end",
            ["payment", "origin"],
            "no customer in common",
        ),
        ("case when main_channel > 1 then 'a' end", ["payment"], "cannot be computed on the data"),
        ("case when cast(main_channel as double) > 1 then 'a' end", ["payment"], "cannot be computed on the data"),
        ("late_bill_share_12m", ["payment"], "it gives float64; a rule gives text codes"),
        ("cast(mean_days_before_due as text)", ["payment"], "are the most; name ranges instead"),
        ("main_channel || ' x'", ["payment"], "snake_case"),
    ],
)
def test_what_cannot_be_a_tag_is_refused(version, text, chosen, told):
    with pytest.raises(BadInput) as refused:
        preview(version, text, chosen)
    assert told in str(refused.value)


def test_a_preview_that_runs_too_long_is_stopped(tmp_path, version):
    path = tmp_path / "big.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table customer_tags_wide as select range::varchar as customer_id, range as customer_no, "
                    "'power_customer' as subject from range(1_000_000)")  # fmt: skip
        con.execute("create schema rule_inputs")
        con.execute("create table rule_inputs.payment as select range::varchar as customer_id, "
                    "md5(range::varchar) as word from range(1_000_000)")  # fmt: skip
    big = SimpleNamespace(
        id="2026-01-01.1", connect=lambda: duckdb.connect(str(path), read_only=True), catalog=version.catalog
    )
    slow = "case when regexp_extract(word, '([a-c]+.*[0-9]+)+x$', 1) = 'a' then 'is_so' else 'not_so' end"
    with pytest.raises(BadInput, match=r"longer than 0\.05 s"):
        preview(big, slow, ["payment"], seconds=0.05)  # ty: ignore[invalid-argument-type]


def test_columns_are_described_with_coverage_and_quantiles(version):
    assert "payment" in columns_by_theme(version)
    found = {column.name: column for column in describe_columns(version, "payment")}
    share, channel = found["late_bill_share_12m"], found["main_channel"]
    with version.connect() as con:
        values = con.execute("select late_bill_share_12m as v from rule_inputs.payment").fetchnumpy()["v"]
        known = values.compressed() if np.ma.isMaskedArray(values) else values
    assert (share.kind, share.known, share.customers) == ("number", len(known), len(values))
    assert share.quantiles == pytest.approx(np.quantile(known, [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]))
    assert channel.kind == "text" and not channel.quantiles
    assert sum(count for _, count in channel.words) == channel.known


def test_every_column_gives_a_rule_to_begin_with(version):
    for theme in ("payment", "profile"):
        for column in describe_columns(version, theme):
            try:
                seen = preview(version, template(column), [theme])
            except NotARule as refused:
                # a list of names is no classification; the text says so
                assert column.kind == "text" and "are the most" in str(refused), column
                continue
            assert seen.counts[UNKNOWN] == seen.customers - column.known or column.kind == "text", column


def test_the_edges_of_every_rule_bear_it_out_and_show_every_value(version):
    samples = {
        theme: {column.name: column.samples for column in describe_columns(version, theme)}
        for theme in columns_by_theme(version)
    }
    with duckdb.connect() as con:
        for name, rule in rules().items():
            known = {column: words for column, words in samples[rule.theme].items() if column in rule.inputs}
            found = edge_examples(rule, known)
            assert evaluate_examples(con, rule, found) == [example.gives for example in found], name
            assert len(known) < len(rule.inputs) or rule.gives[0] <= {example.gives for example in found}, name


def test_edges_are_the_numbers_compared_with_and_their_neighbours(version):
    rule = preview(version, RULE, ["payment"]).proposed.rule
    assert [(example.given, example.gives) for example in edge_examples(rule)] == [
        ({"settle_spread_days": 10}, "erratic"),
        ({"settle_spread_days": 9}, "wavering"),
        ({"settle_spread_days": 2}, "steady"),
        ({"settle_spread_days": None}, UNKNOWN),
    ]


def test_edges_against_another_column_are_its_samples_and_their_neighbours():
    rule = rules()["phase_imbalance"]
    samples = {"transformer_ownership": ["dedicated"], "phase_imbalance_30d": [0.08]}
    limits = {"phase_imbalance_limit": [0.15], "phase_imbalance_highest_limit": [0.25]}
    found = edge_examples(rule, samples | limits)
    assert {example.gives for example in found} == {"balanced", "unbalanced", "severe", "public_transformer", UNKNOWN}


def test_the_nearest_in_data_to_a_tag_s_own_rule_is_that_tag(version):
    index, tags = version.index(), version.catalog().tags
    for name in ("payment_timeliness", "usage_level", "main_appeal"):
        near = in_data(index, preview(version, tags[name].rule_sql, [tags[name].theme]))
        assert near[0].nearness == 1 and name in [one.tag for one in near if one.nearness == 1]
        assert [one.nearness for one in near] == sorted((one.nearness for one in near), reverse=True)


def test_the_nearest_in_meaning_to_a_tag_s_own_words_is_that_tag(version):
    catalog = version.catalog()
    for tag in (tag for tag in catalog.tags.values() if tag.theme in ("payment", "intention", "sensitivity")):
        both = in_meaning(catalog, [tag.label, tag.definition, tag.criterion], tag.subject)
        assert both[0].tag == tag.name
        zh_only = SimpleNamespace(in_=lambda lang, tag=tag: tag.definition.zh if lang == "zh" else "")
        assert in_meaning(catalog, [zh_only], tag.subject)[0].tag == tag.name


def test_a_criterion_said_again_in_other_words_is_found(version):
    catalog = version.catalog()
    again = Text(zh="交费日期相对最后交费日期", en="Something else altogether")
    assert same_criterion(catalog, again, "power_customer")[0].tag == "payment_timeliness"
    assert same_criterion(catalog, again, "power_customer", name="payment_timeliness") == []
    assert same_criterion(catalog, Text(zh="屋顶颜色", en="Colour of the roof"), "power_customer") == []


def _run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as done:
        main(["catalog", "preview", *arguments])
    said = capsys.readouterr()
    return int(done.value.code or 0), said.out, said.err


def test_the_command_tells_a_program_what_the_preview_says(version, published_home, monkeypatch, capsys):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    code, out, _ = _run(capsys, "--theme", "payment", RULE, "--json")
    told, seen = json.loads(out), preview(version, RULE, ["payment"])
    assert code == 0
    assert {value: one["customers"] for value, one in told["values"].items()} == seen.counts
    assert told["else"]["value"] == "steady" and told["nearest_in_data"]
    code, out, _ = _run(capsys, "--theme", "payment", RULE)
    assert code == 0 and "nothing is published" in out and f"{seen.counts['erratic']:,}" in out


def test_the_command_refuses_what_is_no_rule_in_one_line(published_home, monkeypatch, capsys):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    code, out, err = _run(capsys, "--theme", "payment", "select 1")
    assert (code, out) == (2, "")
    assert err == (
        "tagrid: Not a rule, line 1, column 1: select begins a statement; a rule is one expression, such as "
        "case when … then 'code' end.\n"
    )
