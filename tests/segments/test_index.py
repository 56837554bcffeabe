"""The index against plain SQL over customer_tags: the same rule, the same customers."""

import json
from datetime import date

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tagrid.core.errors import BadInput, TagridError
from tagrid.published import bits, read_features
from tagrid.refresh import index
from tagrid.refresh.index import build_index
from tagrid.segments.feature_columns import FeatureColumns
from tagrid.segments.index import SegmentIndex, facet_counts
from tagrid.segments.insight.profile import segment_profile
from tagrid.segments.json_form import from_json
from tagrid.segments.language import parse
from tagrid.segments.rule import All, Not, TagCondition, to_json, to_sql, to_text
from tests.segments.small import AS_OF, CATALOG, Beside, beside_tags, leave_gaps, tags_wide
from tests.segments.test_language import RULES, SAVED

CUSTOMERS = 700


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An index of several chunks, and a connection with customer_tags beside it."""
    con, folder = duckdb.connect(), tmp_path_factory.mktemp("index")
    tags_wide(con, CUSTOMERS, seed=7)
    leave_gaps(con)
    beside_tags(con, seed=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "CHUNK", 128)
        build_index(con, CATALOG, folder)
    return con, SegmentIndex.open(folder, FeatureColumns(Beside(con))), folder


def by_sql(con, rule, subject: str) -> list[int]:
    sql, parameters = to_sql(rule, subject, AS_OF)
    numbered = f"select customer_no from customer_tags_wide semi join ({sql}) using (customer_id) order by 1"
    return [row[0] for row in con.execute(numbered, parameters).fetchall()]


@pytest.mark.slow
@settings(max_examples=200)
@given(rule=RULES)
def test_a_rule_has_the_customers_that_sql_finds(built, rule):
    con, index, _ = built
    expected = by_sql(con, rule, index.subject(rule))
    mask = index.mask(rule)
    assert index.members(mask, CUSTOMERS).tolist() == expected
    kinds = read_features(CATALOG, Beside(con))
    for again in (parse(to_text(rule), CATALOG, SAVED, kinds), from_json(to_json(rule), CATALOG, SAVED, kinds)):
        assert np.array_equal(index.mask(again), mask)
    assert index.count(rule) == index.population(mask) == len(expected)


@pytest.mark.slow
@settings(max_examples=25)
@given(rule=RULES)
def test_facets_are_the_counts_that_sql_finds(built, rule):
    con, index, _ = built
    numbers = by_sql(con, rule, index.subject(rule))
    rows = con.execute(
        "select tag, value, count(*) from customer_tags where list_contains(?::int[], customer_no) group by all",
        [numbers],
    ).fetchall()
    facets = index.facets(index.mask(rule))
    assert {(t, v, n) for t, counts in facets.items() for v, n in counts.items() if n} == set(rows)
    assert all(list(counts) == list(CATALOG.tags[tag].codes) for tag, counts in facets.items())


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("value_tier changed", lambda old, new, day: old != new),
        ("value_tier changed to (vip, major) in last 30 days",
         lambda old, new, day: old != new and new in ("vip", "major") and 0 <= (AS_OF - day).days < 30),
        ("value_tier changed from small since 2026-06-01",
         lambda old, new, day: old == "small" != new and day >= date(2026, 6, 1)),
    ],
)  # fmt: skip
def test_a_change_is_one_between_two_values_within_the_time(built, text, holds):
    con, index, _ = built
    rows = con.execute("select * from tag_changes where tag = 'value_tier'").fetchall()
    expected = {who for who, _, old, new, day in rows if old and new and holds(old, new, day)}
    numbers = index.members(index.mask(parse(text, CATALOG)), CUSTOMERS).tolist()
    assert {f"c{number:05}" for number in numbers} == expected != set()


def test_a_condition_on_a_feature_leaves_out_whose_feature_is_empty(built):
    con, index, _ = built
    low = index.count(parse("payment.late_share <= 0.1", CATALOG))
    rest = index.count(parse("payment.late_share > 0.1", CATALOG))
    empty = index.count(parse("payment.late_share is unknown", CATALOG))
    assert min(low, rest, empty) > 0
    assert low + rest + empty == index.population(index.base("power_customer"))
    [(expected,)] = con.execute("select count(*) from rule_inputs.payment where late_share <= 0.1").fetchall()
    assert low == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("payment.due_yuan > vip", "payment.due_yuan is a number in this version; it cannot be compared with 'vip'."),
        ("opened_on > 2026-01-01", r"Version 2026-06-30\.1 does not hold customer.opened_on"),
    ],
)
def test_a_condition_this_version_cannot_answer(built, expression, message):
    with pytest.raises(BadInput, match=message):
        built[1].count(parse(expression, CATALOG))


def test_an_index_without_its_version_answers_tags_only(built):
    index = SegmentIndex.open(built[2])
    assert index.count(parse("value_tier = vip or arrears_status = due", CATALOG)) > 0
    with pytest.raises(TagridError, match="opened without its version"):
        index.count(parse("payment.due_yuan > 5", CATALOG))


def test_members_come_in_pages(built):
    _, index, _ = built
    mask = index.mask(parse("value_tier in (vip, small)", CATALOG))
    everyone = index.members(mask, CUSTOMERS).tolist()
    pages = [index.members(mask, 17, offset).tolist() for offset in range(0, CUSTOMERS, 17)]
    assert [number for page in pages for number in page] == everyone
    assert index.members(mask, 0).tolist() == []


def test_a_complement_takes_in_the_unknown_and_keeps_the_subject(built):
    _, index, _ = built
    known = index.count(parse("application_stage in (accepted, surveyed)", CATALOG))
    others = index.count(parse("application_stage not in (accepted, surveyed)", CATALOG))
    assert others == index.count(parse("application_stage = unknown", CATALOG)) > 0
    assert known + others == index.population(index.base("non_power_customer"))


def test_overlap(built):
    _, index, _ = built
    first, second = (index.mask(parse(text, CATALOG)) for text in ("value_tier = vip", "arrears_status = due"))
    overlap = index.overlap(first, second)
    assert overlap.both == index.count(parse("value_tier = vip and arrears_status = due", CATALOG))
    assert overlap.either == index.count(parse("value_tier = vip or arrears_status = due", CATALOG))
    assert overlap.jaccard == overlap.both / overlap.either


def test_profile_puts_what_sets_the_segment_apart_first(built):
    _, index, _ = built
    mask = index.mask(parse("value_tier = vip", CATALOG))
    rows = segment_profile(index, CATALOG, mask, "power_customer")
    vip = rows[0]
    assert (vip.tag, vip.value, vip.share) == ("value_tier", "vip", 1.0)
    assert vip.tgi == pytest.approx(100 / vip.base_share)
    assert {CATALOG.tags[row.tag].subject for row in rows} == {"power_customer"}
    assert "unknown" not in {row.value for row in rows}
    assert all(row.low <= row.share <= row.high for row in rows)
    assert vip.is_certain and not vip.is_small
    assert segment_profile(index, CATALOG, mask ^ mask, "power_customer") == []


def test_profile_of_few_says_nothing_of_single_persons(built):
    _, index, _ = built
    some = bits.pack(np.isin(np.arange(index.size), index.members(index.base("power_customer"), 25)))
    mask = np.zeros_like(index.base("power_customer"))
    mask[: len(some)] = some
    rows = segment_profile(index, CATALOG, mask, "power_customer", fewest=3)
    assert rows and min(row.customers for row in rows) >= 3 and all(row.is_small for row in rows)
    assert {row.customers for row in segment_profile(index, CATALOG, mask, "power_customer")} <= set(range(10, 26))
    assert segment_profile(index, CATALOG, mask, "power_customer", fewest=26) == []
    # What may be chance has no weight, however many times the base's share it is.
    assert all(row.weight == 0 for row in rows if not row.is_certain)


def test_facet_counts_leave_a_tag_free_of_its_own_choice(built):
    _, index, _ = built
    counts = facet_counts(index, {"value_tier": ("vip",), "arrears_status": ("due",)}, "power_customer")
    assert counts["value_tier"]["small"] == index.count(parse("value_tier = small and arrears_status = due", CATALOG))
    both = parse("value_tier = vip and arrears_status = due and fee_recovery_risk = A", CATALOG)
    assert counts["fee_recovery_risk"]["A"] == index.count(both)


def test_two_subjects_or_a_tag_of_another_version(built):
    _, index, _ = built
    mixed = All((TagCondition("value_tier", ("vip",)), TagCondition("application_stage", ("accepted",))))
    with pytest.raises(BadInput, match="mixes non_power_customer and power_customer"):
        index.count(mixed)
    with pytest.raises(BadInput, match=r"Tag value_tie is not in this version\. Did you mean value_tier"):
        index.count(TagCondition("value_tie", ("vip",)))
    with pytest.raises(BadInput, match=r"Tag value_tier has no value vap in this version\. Did you mean vip"):
        index.mask(Not(TagCondition("value_tier", ("vap",))))


@pytest.mark.parametrize("customers", [0, 1, 512, 513])
def test_sizes_at_the_edges(tmp_path, customers):
    con = duckdb.connect()
    tags_wide(con, customers, seed=1)
    leave_gaps(con)
    build_index(con, CATALOG, tmp_path)
    index = SegmentIndex.open(tmp_path)
    assert sum(index.population(index.base(subject)) for subject in index.subjects) == customers
    for subject in index.subjects:
        stored = {name: facet.counts for name, facet in index.tags.items() if facet.subject == subject}
        assert index.facets(index.base(subject), subject) == stored


def test_counts_within_more_words_than_a_block():
    chance = np.random.default_rng(3)
    rows, mask = (
        chance.integers(0, 2**63, (19, 40_000), dtype=np.uint64),
        chance.integers(0, 2**63, 40_000, dtype=np.uint64),
    )
    mask[:17_000] = 0
    expected = [int(np.unpackbits((row & mask).view(np.uint8)).sum()) for row in rows]
    assert bits.counts_within(rows, mask).tolist() == expected
    some = bits.counts_within(rows, mask, [(0, 2), (3, 3), (5, 17)]).tolist()
    assert some == [n if at in (0, 1, *range(5, 17)) else 0 for at, n in enumerate(expected)]


@given(seed=st.integers(0, 2**32 - 1), share=st.sampled_from([0.0, 0.01, 0.5, 1.0]))
def test_facets_of_any_customers_are_the_counts_of_each_row(built, seed, share):
    """The last value of a tag is not counted but left over: it is the same number for whomever a mask holds."""
    _, index, _ = built
    mask = bits.pack(np.random.default_rng(seed).random(index.words * 64) < share)
    counts = bits.counts_within(index.rows(range(sum(len(f.counts) for f in index.tags.values()) + 2)), mask).tolist()
    expected = {name: dict(zip(facet.counts, counts[facet.row :], strict=False)) for name, facet in index.tags.items()}
    assert index.facets(mask) == expected


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("update customer_tags_wide set value_tier = 'gold' where customer_no = 3", "Tag value_tier: 1 customers"),
        ("update customer_tags_wide set value_tier = null where subject = 'power_customer'", "Tag value_tier"),
        ("update customer_tags_wide set value_tier = 'vip' where subject <> 'power_customer'", "Tag value_tier"),
        ("update customer_tags_wide set customer_no = 4 where customer_no = 5", "50 customers have 49 different"),
        ("update customer_tags_wide set customer_no = null where customer_no = 5", "50 customers have 49 different"),
        ("update customer_tags_wide set customer_no = -1 where customer_no = 5", "50 customers have 49 different"),
    ],
)
def test_a_table_that_breaks_the_catalog_gives_no_index(tmp_path, damage, message):
    con = duckdb.connect()
    tags_wide(con, 50, seed=2)
    con.execute(damage)
    with pytest.raises(TagridError, match=message):
        build_index(con, CATALOG, tmp_path / "index")
    assert not (tmp_path / "index" / "index.json").exists()


@pytest.mark.parametrize("name", ["bits.u64", "index.json"])
@pytest.mark.parametrize("damage", ["remove", "cut"])
def test_a_damaged_index_says_what_to_do(built, tmp_path, name, damage):
    folder = built[2]
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / name
    broken.unlink() if damage == "remove" else broken.write_bytes(broken.read_bytes()[:-100])
    with pytest.raises(TagridError, match=r"cannot be read.*Run `tagrid refresh`"):
        SegmentIndex.open(tmp_path)


def test_an_index_of_a_later_format_is_refused(built, tmp_path):
    about = json.loads((built[2] / "index.json").read_text())
    (tmp_path / "index.json").write_text(json.dumps({**about, "format": 99}))
    with pytest.raises(TagridError, match="format 99, expected 1"):
        SegmentIndex.open(tmp_path)
