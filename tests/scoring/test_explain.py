"""Reasons on demand are those of the refresh, from the version alone and by the very model that gave the score."""

import shutil

import numpy as np
import pytest

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.scoring.explain import explain_score
from tagrid.scoring.fit import predict
from tagrid.scoring.store import read_model
from tagrid.scoring.training import train_on
from tests.scoring.published import publish


@pytest.fixture(scope="module")
def version(trained, frames, tmp_path_factory):
    from tagrid.scoring import declaration
    from tests.scoring.conftest import SCORE

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declaration, "_declarations", lambda roots: {SCORE.name: SCORE})
        return publish(trained[0], tmp_path_factory.mktemp("version"), frames[-1].rows)


def published_reasons(version) -> dict[str, list[tuple]]:
    with version.connect() as con:
        rows = con.execute("select customer_id, feature, value, effect from portrait_reasons").fetchall()
    found = {}
    for customer, *reason in rows:
        found.setdefault(customer, []).append(tuple(reason))
    return found


def test_reasons_on_demand_are_those_the_refresh_published(trained, version, declared_alone):
    published = published_reasons(version)
    assert len(published) > 100
    for customer, told in list(published.items())[:120]:
        found = explain_score(trained[0], version, "made_up", customer)
        assert [(one.feature, one.value, one.effect) for one in found.reasons] == told


def test_anyone_is_explained_and_every_effect_is_exact(trained, version, declared_alone, frames, score):
    home, outcome = trained
    kept = read_model(home.models / score.name / outcome.model_id)
    model, published = kept.load(), published_reasons(version)
    customers = [c for c in frames[-1].rows["customer_id"].to_list()[:60] if c not in published][:10]
    assert len(customers) == 10
    for customer in customers:
        found = explain_score(home, version, "made_up", customer)
        own = {one.feature: one.value for one in found.effects}
        row = [[own.get(name, float("nan")) for name in score.names]]
        assert found.output == pytest.approx(predict(model, np.array(row))[0], abs=1e-12)
        assert found.output < score.reasons_from and {*own, *found.missing} == set(score.names)
        for one in found.effects:
            other = [[one.typical if name == one.feature else own.get(name, float("nan")) for name in score.names]]
            said = predict(model, np.array(other))[0]
            assert one.effect == pytest.approx(found.output - said, abs=2e-9)
            assert one.typical == kept.manifest["medians"][one.feature]


def test_an_explanation_reads_in_both_languages(trained, version, declared_alone):
    customer = next(iter(published_reasons(version)))
    first = explain_score(trained[0], version, "made_up", customer).reasons[0]
    assert "个百分点" in first.text.zh and "points" in first.text.en
    assert first.value_text.en in first.text.en and first.label.zh in first.text.zh


def test_a_newer_champion_does_not_speak_for_the_one_that_scored(own_trained, version, declared_alone, frames, score):
    home, first = own_trained
    customer = next(iter(published_reasons(version)))
    before = explain_score(home, version, "made_up", customer)
    second = train_on(home, score, [*frames[1:3], frames[0], frames[3]])
    assert second.model_id != first.model_id
    assert explain_score(home, version, "made_up", customer) == before


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_without_the_model_that_scored_there_are_no_reasons(own_trained, version, declared_alone, harm):
    home, outcome = own_trained
    folder = home.models / "made_up" / outcome.model_id
    if harm == "gone":
        shutil.rmtree(folder)
    else:
        (folder / "model.skops").write_bytes(b"x")
    with pytest.raises(TagridError, match="gone or damaged") as told:
        explain_score(home, version, "made_up", "c00001")
    assert "理由只能由它给出" in told.value.text.zh


def test_nobody_is_made_up(trained, version, declared_alone):
    with pytest.raises(BadInput, match="nobody"):
        explain_score(trained[0], version, "made_up", "nobody")
    with pytest.raises(BadInput, match="Did you mean made_up"):
        explain_score(trained[0], version, "made_upp", "c00001")


def test_who_the_score_does_not_apply_to_is_told_so(trained, declared_alone, frames, tmp_path):
    import polars as pl

    rows = frames[-1].rows.head(300)
    nothing = rows.head(1).with_columns(pl.lit(None, pl.Float64).alias(name) for name in declared_alone.names)
    nothing = nothing.with_columns(customer_id=pl.lit("empty"))
    version = publish(trained[0], tmp_path / "v", pl.concat([rows, nothing]))
    found = explain_score(trained[0], version, "made_up", "empty")
    assert found.output is None and set(found.missing) == set(declared_alone.names) and "Nothing" in found.why.en


def test_a_version_without_the_score_says_why(tmp_path, declared_alone, frames):
    home = Home(tmp_path)
    version = publish(home, tmp_path / "v", frames[-1].rows.head(50))
    with pytest.raises(TagridError, match="no model is in force"):
        explain_score(home, version, "made_up", "c00001")


def test_the_command_tells_it_in_words(trained, version, declared_alone, monkeypatch, capsys):
    from tagrid.scoring.report import print_explanation

    customer = next(iter(published_reasons(version)))
    found = explain_score(trained[0], version, "made_up", customer)
    print_explanation(found, "en")
    said = capsys.readouterr().out
    assert f"{found.output:.3f}" in said and said.count("\n* ") == len(found.reasons) >= 1
    assert all(one.text.en in said for one in found.effects)
    print_explanation(found, "zh")
    assert found.effects[0].text.zh in capsys.readouterr().out
