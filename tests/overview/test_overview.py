"""The morning's facts against the versions they are told of."""

import pytest

from tagrid.catalog.files import load
from tagrid.core.errors import BadInput, GateRefused
from tagrid.overview import lists
from tagrid.overview.home import overview
from tagrid.overview.lists import work_lists
from tagrid.published.versions import current_version, find_version
from tagrid.refresh import ledger
from tagrid.segments import open_index
from tagrid.segments.language import parse
from tagrid.segments.saving import save_segment
from tests.overview.homes import EARLIER, GONE, SWAPPED, change_catalog, copied, make_late, with_earlier


@pytest.fixture
def own_home(published_home, tmp_path, monkeypatch):
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    return copied(published_home, tmp_path)


def test_a_first_version_has_nothing_to_be_compared_with(own_home):
    found = overview(own_home)
    assert found.changes is None
    assert found.segments == []
    assert found.freshness.age_days == 0
    assert found.freshness.failed == ()


def test_every_list_counts_the_customers_of_its_rule(own_home):
    version = current_version(own_home)
    index, catalog = open_index(version), version.catalog()
    found = overview(own_home)
    assert [one.list.name for one in found.lists] == [one.name for one in work_lists()]
    for one in found.lists:
        if not one.missing:
            assert one.customers == index.count(parse(one.list.text.rule, catalog)), one.list.name
    assert any(one.customers for one in found.lists)


def test_the_tag_whose_values_were_swapped_is_the_one_that_moved(own_home):
    with_earlier(own_home)
    name, *codes = SWAPPED
    found = overview(own_home).changes
    assert found is not None
    assert (found.before.id, found.came, found.left) == (EARLIER, GONE, 0)
    first = found.tags[0]
    assert first.tag.name == name
    with current_version(own_home).connect() as con:
        query = f"""select count(*) from customer_tags_wide where {name} in ('{codes[0]}', '{codes[1]}')
            and customer_no <= (select max(customer_no) - {GONE} from customer_tags_wide)"""
        assert first.changed == con.execute(query).fetchall()[0][0]
    counts = current_version(own_home).catalog().tags[name].counts
    assert first.value in codes
    assert first.share == pytest.approx(counts[first.value] / sum(counts.values()))


def test_a_segment_that_moved_beyond_its_share_comes_first(own_home):
    with_earlier(own_home)
    catalog = current_version(own_home).catalog()
    save_segment(own_home, "still", "value_tier = vip", catalog)
    save_segment(own_home, "moved", f"{SWAPPED[0]} = {SWAPPED[1]}", catalog)
    save_segment(own_home, "patient", f"{SWAPPED[0]} = {SWAPPED[2]}", catalog, alert_share=10.0)
    found = {one.saved.name: one for one in overview(own_home).segments}
    assert next(iter(found)) == "moved"
    index, then = open_index(current_version(own_home)), open_index(find_version(own_home, EARLIER))
    rule = parse(f"{SWAPPED[0]} = {SWAPPED[1]}", catalog)
    assert (found["moved"].customers, found["moved"].before) == (index.count(rule), then.count(rule))
    assert [one.is_alert for one in found.values()].count(True) >= 1
    assert not found["still"].is_alert


def test_a_list_whose_tag_has_no_values_says_so(own_home):
    def gone(catalog):
        catalog["tags"]["defect_status"]["available"] = False
        catalog["tags"]["defect_status"]["reason"] = {"zh": "来源缺失", "en": "No source"}

    change_catalog(current_version(own_home).folder, gone)
    found = {one.list.name: one for one in overview(own_home).lists}
    assert found["defects_overdue"].customers is None
    assert [tag.name for tag in found["defects_overdue"].missing] == ["defect_status"]
    assert found["inspection_overdue"].customers is not None


def test_a_list_with_a_wrong_name_says_where_and_the_nearest_and_leaves_the_others(own_home, tmp_path, monkeypatch):
    path = tmp_path / "lists.yml"
    text = "{name}:\n  label: {{zh: 单, en: One}}\n  why: {{zh: 因, en: Why}}\n  rule: {rule}\n"
    path.write_text(
        text.format(name="bad", rule="defect_statsu = overdue") + text.format(name="good", rule="value_tier = vip")
    )
    monkeypatch.setattr(lists, "FILE", path)
    bad, good = overview(own_home).lists
    assert bad.customers is None
    assert "lists.yml:4" in str(bad.fault)
    assert "defect_status" in str(bad.fault)
    assert good.customers is not None


def test_a_file_of_lists_is_read_strictly(tmp_path, own_home, monkeypatch):
    path = tmp_path / "lists.yml"
    path.write_text("one:\n  label: {zh: 单, en: One}\n  wy: {zh: 因, en: Why}\n  rule: value_tier = vip\n")
    with pytest.raises(BadInput, match=r"lists\.yml:\d+: one\.(why|wy)"):
        work_lists(path)
    monkeypatch.setattr(lists, "FILE", path)
    found = overview(own_home)
    assert found.lists == []
    assert "lists.yml" in str(found.lists_fault)


def test_no_file_of_lists_is_no_list(tmp_path):
    assert work_lists(tmp_path / "none.yml") == []


def test_the_lists_of_the_project_fit_its_catalog():
    catalog = load()
    assert work_lists()
    for one in work_lists():
        assert parse(one.text.rule, catalog), one.name


def test_late_and_stopped_sources_are_shown_with_their_last_day(own_home):
    before = overview(own_home).freshness
    assert "service_95598.tickets" not in {one.table.address for one in (*before.late, *before.stopped)}
    assert (before.stopped, before.stopped_tags) == ((), 0)
    make_late(own_home, "service_95598.tickets", "2026-06-15")
    late = {one.table.address: one for one in overview(own_home).freshness.late}
    assert set(late) == {one.table.address for one in before.late} | {"service_95598.tickets"}
    assert (f"{late['service_95598.tickets'].last_on}", late["service_95598.tickets"].days) == ("2026-06-15", 16)
    make_late(own_home, "service_95598.tickets", "2026-05-01")
    found = overview(own_home).freshness
    (stopped,) = found.stopped
    assert (stopped.table.address, stopped.days) == ("service_95598.tickets", 61)
    assert found.stopped_tags == sum(
        "service_95598.tickets" in tag.source_tables for tag in current_version(own_home).catalog().tags.values()
    )
    assert found.stopped_tags > 0


def test_refusals_since_the_last_good_run_are_told_until_a_run_ends_well(own_home):
    with pytest.raises(GateRefused), ledger.recorded(own_home, "refresh"):
        raise GateRefused("arrears_status: unknown for 40 % of the customers")
    (run,) = overview(own_home).freshness.failed
    assert run.outcome == ledger.REFUSED
    assert "arrears_status" in run.message
    with ledger.recorded(own_home, "refresh") as record:
        record.end(ledger.PUBLISHED, "")
    assert overview(own_home).freshness.failed == ()
