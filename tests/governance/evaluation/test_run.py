"""An evaluation is made once and kept; what changes from day to day is read anew; versions are compared."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from tagrid.catalog.uses import record
from tagrid.governance.evaluation.run import evaluate, saved_evaluation
from tagrid.governance.evaluation.stability import psi
from tagrid.segments.saving import save_segment
from tests.governance.evaluation.conftest import SOUND
from tests.governance.evaluation.small import customers, publish, tag

pytestmark = pytest.mark.slow

TODAY = date(2026, 7, 1)


def _kept(home, version):
    return home.root / "evaluations" / f"{version.id}.json"


def test_there_is_none_before_it_was_made_and_the_same_one_after(home, sound):
    assert saved_evaluation(home, sound) is None
    made = evaluate(home, sound, today=TODAY)
    assert saved_evaluation(home, sound, today=TODAY) == made
    assert made.as_of == sound.as_of


def test_a_kept_one_is_not_made_again(home, sound):
    evaluate(home, sound)
    heard = []
    evaluate(home, sound, say=heard.append)
    assert heard == []
    evaluate(home, sound, say=heard.append, anew=True)
    assert heard == ["associations", "conditions", "stability", "outcomes"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": 1}', "null"])
def test_a_damaged_file_is_made_again(home, sound, text):
    made = evaluate(home, sound, today=TODAY)
    _kept(home, sound).write_text(text)
    assert saved_evaluation(home, sound) is None
    again = evaluate(home, sound, today=TODAY)
    assert again.model_copy(update={"seconds": made.seconds}) == made


def test_one_of_another_version_with_the_same_id_does_not_count(home, sound):
    evaluate(home, sound)
    sound.manifest["created_at"] = "2026-07-02T00:00:00"
    assert saved_evaluation(home, sound) is None


def test_one_of_another_state_of_the_code_does_not_count(home, sound):
    evaluate(home, sound)
    kept = json.loads(_kept(home, sound).read_text())
    kept["key"][1] = "0" * 16
    _kept(home, sound).write_text(json.dumps(kept))
    assert saved_evaluation(home, sound) is None


def test_uses_are_those_of_now(home, sound):
    evaluate(home, sound)
    record(home, "late", "view", TODAY)
    save_segment(home, "the late", "late = often", sound.catalog())
    assert saved_evaluation(home, sound).tags["late"].uses == {"view": 1, "segment": 1, "saved": 1}
    assert saved_evaluation(home, sound).tags["size"].uses == {}


def test_a_tag_is_compared_with_the_last_version_in_which_it_meant_the_same(home, sound_rows):
    late, size = SOUND
    first = publish(home, [late, size], sound_rows, date(2026, 4, 30))
    other = tag("size", "case when b > 6 then 'big' when b <= 6 then 'small' end", "big small")
    second = publish(home, [late, other], sound_rows, date(2026, 5, 31))
    moved = sound_rows.with_columns(a=pl.when(pl.col("customer_id") < "c00040").then(25).otherwise(pl.col("a")))
    third = publish(home, [late, size], moved.slice(20), date(2026, 6, 30))
    found = evaluate(home, third).tags
    assert (found["late"].stability.version, found["size"].stability.version) == (second.id, first.id)
    old = sound_rows["a"].to_list()[20:40]
    changed = sum(1 for a in old if a is None or a < 20)
    assert found["late"].stability.customers == 380
    assert found["late"].stability.changed == pytest.approx(changed / 380, abs=1e-6)
    assert found["size"].stability.changed == 0
    assert 0 < found["late"].stability.psi < 0.1


def test_psi_is_0_for_the_same_shares_and_finite_for_an_empty_value():
    assert psi([100, 300], [100, 300]) == 0
    # 0.25 -> 0.5 and 0.75 -> 0.5 with half a customer added each, by hand
    assert psi([99.5, 299.5], [199.5, 199.5]) == pytest.approx(0.25 * 0.6931472 + 0.25 * 0.4054651, abs=1e-6)
    assert 1 < psi([400, 0], [0, 400]) < 20


def test_no_older_version_no_stability(home, sound):
    assert evaluate(home, sound).tags["late"].stability is None


def test_two_subjects_are_never_paired(home):
    columns = {"a": [n % 20 for n in range(400)]}
    one = tag("one", "case when a >= 10 then 'high' else 'low' end", "high low")
    version = publish(home, [one], customers(columns))
    assert evaluate(home, version).pairs == ()


def test_idle_days_count_from_the_last_use(home, sound_rows):
    doubled = tag("double", SOUND[0].rule_sql, "often seldom never")
    version = publish(home, [SOUND[0], doubled], sound_rows)
    record(home, "late", "view", TODAY)
    evaluate(home, version)
    soon, later = (saved_evaluation(home, version, TODAY + timedelta(days=days)) for days in (10, 120))
    assert soon.tags["double"].advice.action == "merge"
    assert later.tags["double"].advice.action == "retire"
    assert "120 days" in " ".join(reason.en for reason in later.tags["double"].advice.reasons)
