"""What a newer engine changes for a project, against its lock; and its catalog's own releases."""

import datetime
import json

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE, declared, engine_version
from tagrid.governance.project.lock import LOCK, read_lock
from tagrid.governance.project.override import override
from tagrid.governance.project.upgrade import check_upgrade, upgrade
from tagrid.governance.release import release
from tagrid.governance.release.releases import own_releases, releases
from tests.governance.project.conftest import MODEL, TIMELY, edit


def _older(root, **changes) -> None:
    """Make the lock that of an engine before: its digests of some tags and files were others."""
    path = root / LOCK
    lock = json.loads(path.read_text()) | {"engine": "0.0.9"}
    for part, found in changes.items():
        for name, value in found.items():
            if value is None:
                lock[part].pop(name, None)
            else:
                lock[part][name] = lock[part].get(name, {}) | value if isinstance(value, dict) else value
    path.write_text(json.dumps(lock))


def _said(root) -> dict[str, str]:
    return {one.name: one.kind for one in check_upgrade(root).findings}


def test_a_project_of_this_engine_has_nothing_to_do(own):
    found = check_upgrade(own)
    assert (found.before, found.after, found.findings, found.needs_work) == (
        engine_version(),
        engine_version(),
        (),
        False,
    )


def test_tags_that_mean_something_else_are_named(own):
    others = {"meaning": "00000000"}, {"computed": "00000000"}, {"words": "00000000"}
    _older(
        own, tags=dict(zip(("value_tier", "arrears_status", "tenure_band"), others, strict=True)) | {"load_shape": None}
    )
    assert _said(own) == {
        "value_tier": "tag_meaning",
        "arrears_status": "tag_computed",
        "tenure_band": "tag_words",
        "load_shape": "tag_added",
    }
    assert not check_upgrade(own).needs_work


def test_models_that_are_replaced_are_named(own):
    gone = "dbt_project/models/features/int_gone.sql"
    _older(own, files={MODEL: "00000000", gone: "00000000", "models_ml/complaint.py": None})
    assert _said(own) == {MODEL: "model_replaced", gone: "model_removed", "models_ml/complaint.py": "model_added"}


def test_an_override_whose_original_changed_needs_work(own):
    override("payment_timeliness")
    _older(own, files={TIMELY: "00000000"}, overrides={TIMELY: "00000000"})
    found = check_upgrade(own)
    assert [(one.kind, one.name, one.needs_work) for one in found.findings] == [("override_changed", TIMELY, True)]
    assert f".tagrid/reference/{TIMELY}" in found.findings[0].text.en


def test_an_override_of_what_is_gone_no_longer_applies(own):
    gone = "dbt_project/models/features/int_gone.sql"
    (own / gone).parent.mkdir(parents=True)
    (own / gone).write_text("select 1")
    _older(own, overrides={gone: "00000000"})
    (found,) = check_upgrade(own).findings
    assert (found.kind, found.name, found.needs_work) == ("override_gone", gone, True)
    assert "nothing is replaced" in found.text.en
    assert "不再替代任何内容" in found.text.zh


def test_an_override_made_after_the_upgrade_is_as_new_as_the_engine(own):
    _older(own, files={TIMELY: "00000000"})
    override("payment_timeliness")
    assert _said(own) == {}


def test_a_catalog_that_can_no_longer_be_read_is_said(own):
    edit(own / "dbt_project.yml", "tags_off: []", "tags_off: [no_such_tag]")
    found = check_upgrade(own)
    assert found.needs_work
    assert "no_such_tag" in str(found.faults)


def test_what_is_accepted_is_written_to_lock_and_project(own):
    _older(own, tags={"value_tier": {"meaning": "00000000"}})
    edit(own / "tagrid.toml", f'engine = "{engine_version()}"', 'engine = "0.0.9"')
    text = (own / "tagrid.toml").read_text()
    assert [one.kind for one in upgrade(own).findings] == ["tag_meaning"]
    assert check_upgrade(own).findings == ()
    assert declared(own)["engine"] == read_lock(own).engine == engine_version()
    assert (own / "tagrid.toml").read_text() == text.replace("0.0.9", engine_version())


@pytest.mark.parametrize(("text", "said"), [(None, "is not there"), ("{}", "cannot be read"), ("{", "cannot be read")])
def test_a_lock_that_cannot_be_read_is_refused(own, text, said):
    (own / LOCK).unlink() if text is None else (own / LOCK).write_text(text)
    with pytest.raises(BadInput, match=f"{LOCK} {said}.*tagrid upgrade"):
        check_upgrade(own)


def test_the_reference_project_has_nothing_below_it():
    with pytest.raises(BadInput, match="nothing below it to upgrade"):
        check_upgrade(REFERENCE)


def test_releases_of_the_project_have_a_name_of_their_own(own):
    upstream = releases(REFERENCE)
    day = datetime.date(2026, 11, 29)
    done, _ = release("1.0.0", day, "the board", own)
    assert done.version == done.catalog.version == "my-utility-1.0.0"
    assert done.follows is None
    assert releases(own) == [*upstream, "my-utility-1.0.0"]
    assert own_releases(own) == ["my-utility-1.0.0"]
    assert releases(REFERENCE) == upstream
    assert (own / "taxonomy/catalog.yml").read_text().strip() == "version: my-utility-1.0.0"
    with pytest.raises(BadInput, match=r"my-utility-1\.0\.0 is released already"):
        release("my-utility-1.0.0", day, "the board", own)
    edit(own / "dbt_project.yml", "tags_off: []", "tags_off: [contact_frequency]")
    with pytest.raises(BadInput, match=r"too small.*at least 2"):
        release("1.0.1", day, "the board", own)
    following, changed = release("2.0.0", day, "the board", own)
    assert following.follows == "my-utility-1.0.0"
    assert [(one.kind, one.name) for one in changed] == [("removed", "contact_frequency")]
