"""A refresh publishes a whole version or keeps the old one, with a message of what it did or why not."""

import json

import pytest

from tagrid.core import project
from tagrid.core.errors import BadInput, GateRefused, Locked, TagridError
from tagrid.core.lock import exclusive
from tagrid.published.versions import all_versions, current_version, pointed_id
from tagrid.refresh import build, checked, due, ledger, publish
from tests.refresh import small
from tests.refresh.conftest import DAY
from tests.sealed import seal

pytestmark = pytest.mark.slow


def _next(home, seq=2, days=1, **more):
    small.land(home, small.next_day(DAY, days), seq, **more)
    return publish.refresh(home)


def test_a_refresh_publishes_what_the_build_made(home):
    outcome = publish.refresh(home)
    version = current_version(home)
    assert (outcome.outcome, outcome.version, outcome.customers) == ("published", f"{DAY}.1", small.CUSTOMERS)
    served = small.contents(version)
    assert len(served["customer_tags_wide"]) == small.CUSTOMERS
    assert len(served["customer_tags"]) == 2 * small.CUSTOMERS  # the view reads its table in the same file
    assert version.catalog() == small.catalog()
    assert version.manifest["landed_seq"] == 1
    assert not list(version.damage(full=True))
    assert not list(version.folder.glob("*.wal"))


def test_the_same_day_again_does_nothing(home):
    publish.refresh(home)
    again = publish.refresh(home)
    assert (again.outcome, again.version) == ("nothing_due", f"{DAY}.1")
    assert [v.id for v in all_versions(home)] == [f"{DAY}.1"]


def test_a_late_delivery_of_the_same_day_makes_a_second_version_of_it(home):
    publish.refresh(home)
    small.land(home, DAY, 2)
    assert publish.refresh(home).version == f"{DAY}.2"


def test_a_new_champion_makes_a_new_version(home):
    publish.refresh(home)
    champion = home.models / "fee_recovery" / "champion"
    champion.parent.mkdir(parents=True)
    champion.write_text("2026-06-29-a", encoding="utf-8")
    assert publish.refresh(home).version == f"{DAY}.2"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [("2026-07-30", "2026-06-01 to 2026-06-29"), ("2026-05-31", "2026-06-01 to 2026-06-29")],
)
def test_a_date_outside_the_data_is_refused_with_the_range(home, wanted, message):
    with pytest.raises(BadInput, match=message):
        publish.refresh(home, small.date.fromisoformat(wanted))
    assert ledger.last_run(home).exit_code == 2
    assert pointed_id(home) is None


def test_a_date_before_the_version_in_force_is_refused(home):
    publish.refresh(home)
    with pytest.raises(BadInput, match="rollback"):
        publish.refresh(home, small.next_day(DAY, -1))


def test_without_landed_data_the_message_is_to_ingest(tmp_path, monkeypatch):
    small.install(monkeypatch.setattr)
    with pytest.raises(BadInput, match="tagrid ingest"):
        publish.refresh(project.Home(tmp_path))


def test_a_failing_build_keeps_the_old_version_and_gives_the_reason(home, monkeypatch):
    publish.refresh(home)
    before = small.contents(current_version(home))

    def fails(*_):
        raise TagridError("dbt build failed: model b")

    monkeypatch.setattr(build, "build", fails)
    with pytest.raises(TagridError, match="model b"):
        _next(home)
    last = ledger.last_run(home)
    assert (last.outcome, last.exit_code, last.message) == ("failed", 1, "dbt build failed: model b")
    assert small.contents(current_version(home)) == before
    assert not (home.work / "refresh").exists()


def test_a_full_disk_is_a_message(home, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "write_serving", full)
    with pytest.raises(TagridError, match="No space left on device"):
        publish.refresh(home)


def test_the_release_gate_refuses_and_the_ledger_has_the_reason(home, monkeypatch):
    monkeypatch.setattr(build, "check", small.CHECK)
    publish.refresh(home)

    def wrong(draft, plan, *more):
        small.fake_dbt(draft, plan, *more)
        with small.duckdb.connect(str(draft.warehouse)) as con:
            con.execute("update customer_tags_wide set level = 'enormous' where customer_no < 3")

    monkeypatch.setattr(build, "build", wrong)
    with pytest.raises(GateRefused, match=r"level breaks .* \(outside_domain = 3\)"):
        _next(home)
    last = ledger.last_run(home)
    assert (last.outcome, last.exit_code) == ("refused", 3)
    assert pointed_id(home) == f"{DAY}.1"


def test_only_one_writer_at_a_time(home):
    with exclusive(home, "tagrid ingest"), pytest.raises(Locked, match="tagrid ingest"):
        publish.refresh(home)
    assert ledger.last_run(home) is None


def test_seven_versions_are_kept_and_never_the_one_in_force_lost(home):
    for seq in range(1, 10):
        _next(home, seq + 1, days=seq)
    assert len(all_versions(home)) == 7
    oldest = all_versions(home)[-1].id
    publish.rollback(home, oldest)
    publish.drafts.prune(home, keep=2)
    assert [v.id for v in all_versions(home)][-1] == oldest
    assert len(all_versions(home)) == 2


def test_rollback_flips_to_the_version_before_and_the_next_day_goes_on(home):
    publish.refresh(home)
    _next(home)
    assert publish.rollback(home).version == f"{DAY}.1"
    assert current_version(home).as_of == DAY
    assert ledger.last_run(home).kind == "rollback"
    assert _next(home, 3, days=2).version == f"{small.next_day(DAY, 2)}.1"


def test_rollback_to_what_is_not_there_or_already_in_force(home):
    publish.refresh(home)
    with pytest.raises(BadInput, match="nothing to roll back to"):
        publish.rollback(home)
    with pytest.raises(BadInput, match=f"Did you mean {DAY}.1"):
        publish.rollback(home, f"{DAY}.2")
    with pytest.raises(BadInput, match="already"):
        publish.rollback(home, f"{DAY}.1")


def test_rollback_to_a_damaged_version_is_refused(home):
    publish.refresh(home)
    _next(home)
    index = home.versions / f"{DAY}.1" / "segments" / "bits.u64"
    content = bytearray(index.read_bytes())
    content[0] ^= 1
    index.write_bytes(content)
    with pytest.raises(TagridError, match=r"bits.u64 differs from its sha256"):
        publish.rollback(home)
    assert pointed_id(home) == f"{small.next_day(DAY)}.1"


def test_a_version_whose_catalog_is_read_no_more_is_followed_by_one_built_anew(home):
    publish.refresh(home)
    old = current_version(home)
    _rewritten(old, old.catalog().to_json().replace('"level"', '"lvl"', 1).replace('"status"', '"state"'))
    with pytest.raises(TagridError, match="cannot be read"):
        current_version(home).catalog()
    assert _next(home).outcome == "published"
    assert current_version(home).catalog() == small.catalog()


def test_a_catalog_of_before_tags_had_a_precedence_is_read(home):
    publish.refresh(home)
    old = current_version(home)
    text = json.loads(old.catalog().to_json())
    for tag in text["tags"].values():
        del tag["precedence"], tag["derived_from"]
    _rewritten(old, json.dumps(text))
    assert current_version(home).catalog() == small.catalog()


def _rewritten(version, text: str) -> None:
    """Put another catalog into a published version, in its manifest too."""
    (version.folder / "catalog.json").write_text(text, encoding="utf-8")
    seal(version.folder)


def test_a_catalog_at_fault_is_not_published(home, monkeypatch):
    def at_fault(catalog):
        raise BadInput(en="2 faults in the catalog:\nx.yml:3: `owner` is empty.", zh="标签目录有 2 处错误：\nx.yml")

    publish.refresh(home)
    small.land(home, small.next_day(DAY, 1), 2)
    monkeypatch.setattr(due, "content_hash", lambda paths: "edited " + "-".join(paths))
    monkeypatch.setattr(checked, "refuse_faults", at_fault)
    with pytest.raises(BadInput) as refused:
        publish.refresh(home)
    assert "catalog check" in refused.value.text.en and "x.yml:3: `owner` is empty." in refused.value.text.en
    assert refused.value.text.zh.startswith("标签目录有错")
    assert pointed_id(home) == f"{DAY}.1" and not list(home.work.glob("refresh/*"))
    run = ledger.last_run(home)
    assert (run.outcome, run.exit_code) == ("bad_input", 2) and "x.yml:3" in run.message


def test_a_catalog_is_checked_when_it_changed_and_not_every_night(home, monkeypatch):
    looked_at = []
    monkeypatch.setattr(checked, "refuse_faults", looked_at.append)
    publish.refresh(home)
    assert len(looked_at) == 1
    _next(home)
    publish.refresh(home)  # nothing is due
    assert len(looked_at) == 1
    monkeypatch.setattr(due, "content_hash", lambda paths: "edited " + "-".join(paths))
    _next(home, 3, 2)
    assert len(looked_at) == 2


def test_a_catalog_that_a_refresh_would_refuse_is_told_before_it(home, monkeypatch):
    def at_fault(given):
        raise BadInput(en="x.yml:3: `owner` is empty.", zh="x.yml：缺少责任部门。")

    monkeypatch.setattr(checked, "refuse_faults", at_fault)
    monkeypatch.setattr(publish, "check_changed", lambda *_: None)
    publish.refresh(home)
    assert checked.would_be_refused(current_version(home)) is None  # the files it was made from
    monkeypatch.setattr(due, "content_hash", lambda paths: "edited")
    told = checked.would_be_refused(current_version(home))
    assert "x.yml:3" in told.en and "catalog is at fault" in told.en and told.zh.startswith("标签目录有错")
