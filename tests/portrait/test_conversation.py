"""What to raise with a customer: the three most pressing things, by what is unusual, actionable and changed lately."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tagrid.catalog.access import Viewer
from tagrid.catalog.files import load
from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.portrait.conversation import FILE, MOST, UNUSUAL, PointText, PointTexts, point_texts, talking_points
from tagrid.portrait.person import portrait
from tagrid.published.versions import current_version
from tagrid.segments import open_index

TODAY = date(2026, 6, 30)
EVERYONE = Viewer(may_see_restricted=True)

# Each kind of customer, what it is like, and what comes first with it.
KINDS = {
    "cement plant": (
        {
            "tariff_category": "large_industrial", "account_manager_contact": "lapsed", "abnormal_use_risk": "elevated",
            "capacity_use": "idle", "fee_recovery_risk": "A", "arrears_status": "clear", "payment_timeliness": "early",
            "usage_trend": "stable", "value_tier": "vip", "complaint_frequency": "none", "open_complaint": "none",
            "dsm_potential": "high",
            "electrician_training": "trained", "defect_status": "none", "green_interest": "open",
            "distributed_pv": "none",
        },
        {"account_manager_contact", "abnormal_use_risk", "capacity_use"},
    ),
    "arrears": ({"arrears_status": "overdue_long", "fee_recovery_risk": "E"}, {"arrears_status"}),
    "household": (
        {"tariff_category": "residential", "arrears_status": "clear", "payment_timeliness": "on_time",
         "temperature_sensitivity": "cooling"},
        {"payment_timeliness", "temperature_sensitivity"},
    ),
    "hardship": ({"hardship_care": "medical_dependency", "payment_timeliness": "on_time"}, {"hardship_care"}),
    "sun": ({"distributed_pv": "self_use_surplus", "tariff_category": "residential"}, {"distributed_pv"}),
    "car": ({"ev_charging": "likely", "time_of_use": "flat", "tariff_category": "residential"}, {"ev_charging"}),
    "irrigation": ({"tariff_category": "agricultural", "seasonality": "summer_peak"}, {"seasonality"}),
    "shop": ({"tariff_category": "general_commercial", "weekly_change": "up_30"}, {"weekly_change"}),
    "hospital": (
        {"important_customer": "hospital", "own_generation": "none", "supply_sources": "single"}, {"important_customer"}
    ),
    "applicant": ({"origin": "applicant", "application_stage": "scheme_replied"}, {"application_stage"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog():
    return load()


def seen(since: dict[str, date] | None = None, **values: str) -> dict:
    """A portrait of nothing but tags."""
    rows = [{"tag": tag, "value": value, "since": (since or {}).get(tag)} for tag, value in values.items()]
    return {"as_of": TODAY, "tags": rows, "customer": {"customer_id": "1"}}


def raised(catalog, portrait_of: dict, **more) -> list[str]:
    return [one.tag for one in talking_points(portrait_of, catalog, viewer=EVERYONE, **more)]


def test_every_tag_and_value_is_of_the_catalog_and_no_sentence_stands_twice(catalog):
    texts = point_texts()
    points = [one for topic in texts.topics.values() for one in topic]
    for one in points:
        for tag, values in {one.tag: one.values, **one.when}.items():
            assert set(values) <= set(catalog.tags[tag].values), (tag, values)
    assert set(texts.kind) <= set(catalog.tags)
    assert {tag: set(values) - set(catalog.tags[tag].values) for tag, values in texts.no_marketing.items()} == {
        tag: set() for tag in texts.no_marketing
    }
    for lang in ("zh", "en"):
        said = [one.say.in_(lang) for one in points]
        assert len(set(said)) == len(said)
        assert max(map(len, said)) <= (70 if lang == "zh" else 190)  # what one breath says on the telephone


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_customer_has_its_own_things_first(catalog, kind):
    values, first = KINDS[kind]
    found = raised(catalog, seen(**values))
    assert set(found[: len(first)]) == first
    assert len(found) <= MOST


def test_a_topic_is_raised_once(catalog):
    found = raised(catalog, seen(arrears_status="overdue_30", prepaid_balance="low", payment_timeliness="early"))
    assert found == ["arrears_status"]


def test_what_changed_lately_comes_first(catalog):
    values = {"satisfaction": "dissatisfied", "account_manager_contact": "lapsed"}
    assert raised(catalog, seen(**values)) == ["satisfaction", "account_manager_contact"]
    new = {"account_manager_contact": TODAY - timedelta(days=3)}
    points = talking_points(seen(new, **values), catalog, viewer=EVERYONE)
    assert [one.tag for one in points] == ["account_manager_contact", "satisfaction"]
    assert [one.since for one in points] == [TODAY - timedelta(days=3), None]
    old = {"account_manager_contact": TODAY - timedelta(days=400)}
    assert raised(catalog, seen(old, **values)) == ["satisfaction", "account_manager_contact"]


def test_what_few_of_its_kind_have_comes_first(published_home, catalog):
    version = current_version(published_home)
    index = open_index(version)
    counts = index.facet("usage_level", index.value_mask("tariff_category", "residential"))
    known = {value: n for value, n in counts.items() if n and value != "unknown"}
    few, many = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    about = {"importance": 50, "tone": "attention", "say": Text(zh="说", en="say"), "do": Text(zh="做", en="do")}
    values = {"tariff_category": "residential", "usage_level": few}
    # A point that everyone of the kind has, as grave as one that some have: between the few and the many.
    some = (known[few] + known[many]) / 2 / sum(counts.values())
    usual = about | {"importance": round(50 * (1 + UNUSUAL * (1 - some)))}
    for value, expected in ((few, "usage_level"), (many, "tariff_category")):
        topics = {
            "one": (PointText(tag="tariff_category", values=("residential",), **usual),),
            "two": (PointText(tag="usage_level", values=(value,), **about),),
        }
        texts = PointTexts(recent_days=31, kind=("tariff_category",), no_marketing={}, topics=topics)
        points = talking_points(seen(**values | {"usage_level": value}), catalog, index=index, viewer=EVERYONE,
                                texts=texts)  # fmt: skip
        shares = {one.tag: one.share for one in points}
        assert shares["usage_level"] == known[value] / sum(counts.values()) and shares["tariff_category"] == 1
        assert few != many and points[0].tag == expected


def test_nothing_is_offered_to_who_refused_marketing(catalog):
    offered = seen(green_interest="active", distributed_pv="none")
    assert raised(catalog, offered) == ["green_interest"]
    assert raised(catalog, offered, refused=["marketing"]) == []
    assert raised(catalog, seen(green_interest="active", distributed_pv="none", campaign_response="refused")) == []


def test_where_something_is_grave_nobody_is_thanked_or_sold_to(catalog):
    found = raised(catalog, seen(arrears_status="overdue_90", distributed_pv="full_feed_in", notice_reached="late"))
    assert found == ["arrears_status", "notice_reached"]


def test_what_is_unknown_or_hidden_raises_nothing(catalog):
    assert raised(catalog, seen(arrears_status="unknown", hardship_care="hidden", value_tier="small")) == []


def _customers(con) -> Iterator[str]:
    yield from (row[0] for row in con.execute("select customer_id from portrait_customer order by 1").fetchall())


def test_a_viewer_is_told_nothing_of_restricted_tags_and_the_numbers_are_the_rules(published_home):
    version = current_version(published_home)
    found_catalog, index = version.catalog(), open_index(version)
    hidden = {tag.name for tag in found_catalog.tags.values() if tag.sensitivity == "restricted"}
    raised_once, with_numbers = set(), 0
    with version.connect() as con:
        several = list(_customers(con))[::6]
    for may_see in (False, True):
        viewer = Viewer(may_see_restricted=may_see)
        for one in several:
            whole = portrait(version, one, found_catalog, viewer=viewer)
            points = talking_points(whole, found_catalog, version=version, index=index, viewer=viewer)
            assert may_see or hidden.isdisjoint(point.tag for point in points)
            held = {row["tag"]: row["value"] for row in whole["tags"]}
            assert all(held[point.tag] == point.value for point in points)
            raised_once |= {point.tag for point in points}
            with_numbers += sum(bool(point.numbers) for point in points)
            for point in points:
                assert {number.name for number in point.numbers} <= set(found_catalog.tags[point.tag].inputs)
    assert len(raised_once) > 15 and with_numbers > len(several)


def test_a_project_without_points_raises_nothing_and_a_wrong_file_is_named(tmp_path, catalog):
    assert point_texts(tmp_path).topics == {}
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text("recent_days: 31\nkind: []\nno_marketing: {}\ntopics:\n  one: []\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"app/talking_points\.yml:5: topics\.one"):
        point_texts(tmp_path)
