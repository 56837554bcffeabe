"""A damaged model leaves its own tag unknown: the refresh is due, the rest is published, the status names the model."""

import duckdb

from tagrid.core.project import Home
from tagrid.refresh.due import champions
from tagrid.refresh.status import installation_status
from tagrid.scoring import scores, unusable_scores
from tagrid.scoring.store import folder_of, set_champion, write_model

SCORE = "fee_recovery_risk"


def test_a_flipped_byte_makes_a_refresh_due_and_stands_in_the_status(tmp_path):
    home = Home(tmp_path)
    write_model(home, SCORE, "2026-01-31.1", {"made": "up"}, {}, {})
    set_champion(home, SCORE, "2026-01-31.1")
    intact = champions(home)
    assert intact == {SCORE: "2026-01-31.1"}
    assert not [text for text in installation_status(home)["problems"] if SCORE in text]
    file = folder_of(home, SCORE) / "2026-01-31.1" / "model.skops"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert champions(home) != intact
    for lang, words in (("en", ("2026-01-31.1", "tagrid train fee_recovery_risk")), ("zh", ("2026-01-31.1", "备份"))):
        found = installation_status(home, lang)
        (told,) = [text for text in found["problems"] if SCORE in text]
        assert not found["ok"] and all(word in told for word in words)
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert champions(home) == intact


def test_tags_of_a_score_that_is_not_in_force_are_known_by_its_output():
    with duckdb.connect() as con:
        con.execute("attach ':memory:' as new")
        assert unusable_scores(con, "new") == set()
        con.execute("create table new.score_states (score varchar, state varchar)")
        con.execute("insert into new.score_states values (?, 'damaged'), ('complaint_propensity', 'drifted')", [SCORE])
        assert unusable_scores(con, "new") == {scores()[SCORE].output}
