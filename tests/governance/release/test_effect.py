"""What a change does to people agrees with counting them one by one, on a small published version made by hand."""

import json
import random
from collections import Counter
from datetime import date

import duckdb
import pytest

from tagrid.catalog.uses import record
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.governance.release.changes import changes
from tagrid.governance.release.effect import effect
from tagrid.published.versions import current_version
from tagrid.refresh.index import build_index
from tagrid.segments.saving import save_segment
from tests.segments.small import CATALOG

CUSTOMERS, SEED = 400, 5
RISK = "case when chance < 0.3 then 'A' when chance < {edge} then 'B' when chance >= {edge} then 'E' end"
ARREARS = "case when owed > 0 then 'due' when owed <= 0 then 'clear' end"
# What the hand-made version holds: the rules' inputs, and each tag's rule in Python, for counting by hand.
OLD_EDGE, NEW_EDGE = 0.6, 0.8


def risk(row, edge: float) -> str:
    chance = row["chance"]
    if chance is None:
        return "unknown"
    return "A" if chance < 0.3 else "B" if chance < edge else "E"


def arrears(row) -> str:
    return "unknown" if row["owed"] is None else "due" if row["owed"] > 0 else "clear"


def ruled(catalog, **rules):
    tags = dict(catalog.tags)
    for name, sql in rules.items():
        inputs = tuple(word for word in ("chance", "owed", "gone") if word in sql)
        tags[name] = tags[name].model_copy(update={"rule_sql": sql, "inputs": inputs})
    return catalog.model_copy(update={"tags": tags})


OLD = ruled(CATALOG, fee_recovery_risk=RISK.format(edge=OLD_EDGE), arrears_status=ARREARS)
NEW = ruled(OLD, fee_recovery_risk=RISK.format(edge=NEW_EDGE))


def people() -> list[dict]:
    chance = random.Random(SEED)
    return [
        {
            "customer_id": f"c{number:03}",
            "subject": "power_customer" if number % 10 else "non_power_customer",
            "chance": None if chance.random() < 0.1 else round(chance.random(), 3),
            "owed": None if chance.random() < 0.1 else chance.choice([0.0, 12.5]),
            "tier": chance.choice(["vip", "small"]),
        }
        for number in range(CUSTOMERS)
    ]


PEOPLE = [row for row in people() if row["subject"] == "power_customer"]


def tables(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("create table customer_tags_wide (customer_no int, customer_id varchar, subject varchar, "
                + ", ".join(f'"{name}" varchar' for name in CATALOG.tags) + ")")  # fmt: skip
    for number, row in enumerate(people()):
        values = dict.fromkeys(CATALOG.tags)
        if row["subject"] == "power_customer":
            values |= {"value_tier": row["tier"], "fee_recovery_risk": risk(row, OLD_EDGE)}
            values |= {"arrears_status": arrears(row), "capacity_band": "lt_8"}
        else:
            values |= {"application_stage": "accepted", "capacity_wanted": "lt_8"}
        marks = ", ".join("?" * (3 + len(values)))
        about = [number, row["customer_id"], row["subject"], *values.values()]
        con.execute(f"insert into customer_tags_wide values ({marks})", about)
    con.execute("create schema rule_inputs")
    con.execute("create table rule_inputs.payment (customer_id varchar, chance double, owed double)")
    con.executemany(
        "insert into rule_inputs.payment values (?, ?, ?)",
        [[row["customer_id"], row["chance"], row["owed"]] for row in PEOPLE],
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("effect"))
    folder = home.versions / "2026-03-31.1"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "serving.duckdb")) as con:
        tables(con)
        build_index(con, OLD, folder / "segments")
    (folder / "catalog.json").write_text(OLD.to_json(), encoding="utf-8")
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in names}
    manifest = {"id": folder.name, "as_of": "2026-03-31", "catalog_version": "1.2.0", "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    home.pointer.write_text(f"{folder.name}\n", encoding="utf-8")
    for name, expression in (
        ("risky", "fee_recovery_risk in (B, E) and value_tier = vip"),
        ("not risky", "not segment(risky) or arrears_status = due"),
        ("safe", "fee_recovery_risk = A"),
        ("other", "arrears_status = clear"),
        ("deep", "fee_recovery_risk = E and owed > 5"),
    ):
        save_segment(home, name, expression, OLD)
    return home


@pytest.fixture
def seen(home, monkeypatch):
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)

    def of(old, new):
        return effect(home, current_version(home), old, new, changes(old, new))

    return of


def moves(migration):
    return {(move.before, move.after): move.customers for move in migration.moves}


def test_a_changed_rule_moves_the_customers_that_both_rules_say(seen):
    found = seen(OLD, NEW)
    (migration,) = found.migrations
    expected = Counter((risk(row, OLD_EDGE), risk(row, NEW_EDGE)) for row in PEOPLE)
    assert moves(migration) == expected
    assert migration.moved == expected["E", "B"] > 0
    assert migration.customers == len(PEOPLE)
    assert [move.before for move in migration.moves] == ["A", "B", "E", "E", "unknown"]
    assert (found.version, found.as_of) == ("2026-03-31.1", date(2026, 3, 31))


def test_the_segments_it_touches_are_counted_before_and_after(seen):
    found = {one.segment: one for one in seen(OLD, NEW).segments}
    risky = [row for row in PEOPLE if row["tier"] == "vip"]
    assert set(found) == {"risky", "not risky", "safe", "deep"}
    for name, edge in (("before", OLD_EDGE), ("after", NEW_EDGE)):
        chosen = {row["customer_id"] for row in risky if risk(row, edge) in ("B", "E")}
        assert getattr(found["risky"], name) == len(chosen)
        rest = [row for row in PEOPLE if row["customer_id"] not in chosen or arrears(row) == "due"]
        assert getattr(found["not risky"], name) == len(rest)
        deep = [row for row in PEOPLE if risk(row, edge) == "E" and (row["owed"] or 0) > 5]
        assert getattr(found["deep"], name) == len(deep)
    assert found["safe"].before == found["safe"].after == sum(risk(row, OLD_EDGE) == "A" for row in PEOPLE)


def test_a_segment_whose_customers_change_says_so(seen):
    strict = ruled(OLD, fee_recovery_risk=RISK.format(edge=0.6).replace("< 0.3", "< 0.2"))
    found = {one.segment: one for one in seen(OLD, strict).segments}
    assert found["safe"].before > found["safe"].after
    assert found["safe"].after == sum((row["chance"] if row["chance"] is not None else 1) < 0.2 for row in PEOPLE)


def test_a_retired_tag_takes_its_values_with_it(seen):
    tags = {**OLD.tags}
    gone = tags.pop("fee_recovery_risk").model_copy(update={"status": "retired", "successor": None, "rule_sql": None})
    found = seen(OLD, OLD.model_copy(update={"tags": tags, "shelved": {gone.name: gone}}))
    (migration,) = found.migrations
    assert moves(migration) == Counter((risk(row, OLD_EDGE), None) for row in PEOPLE)
    touched = {one.segment: one for one in found.segments}
    assert set(touched) == {"risky", "not risky", "safe", "deep"}
    assert touched["risky"].after is None
    assert touched["risky"].before is not None
    assert touched["risky"].why.en == "tag fee_recovery_risk is no longer served"
    assert touched["risky"].why.zh == "标签 fee_recovery_risk 不再提供"


def test_a_value_that_goes_breaks_the_segments_that_name_it(seen):
    tag = OLD.tags["fee_recovery_risk"]
    values = {code: label for code, label in tag.values.items() if code != "E"}
    rule = RISK.format(edge=2).replace(" when chance >= 2 then 'E'", "")
    tag = tag.model_copy(update={"values": values, "rule_sql": rule})
    fewer = OLD.model_copy(update={"tags": {**OLD.tags, tag.name: tag}})
    touched = {one.segment: one for one in seen(OLD, fewer).segments}
    assert touched["risky"].after is None
    assert touched["risky"].why.en == "fee_recovery_risk has no value E any more"
    assert touched["safe"].after == touched["safe"].before


def test_a_tag_that_is_new_gives_values_where_there_were_none(seen):
    tags = {name: tag for name, tag in NEW.tags.items() if name != "arrears_status"}
    (migration,) = seen(NEW.model_copy(update={"tags": tags}), NEW).migrations
    assert moves(migration) == Counter((None, arrears(row)) for row in PEOPLE)


def test_a_rule_over_numbers_that_are_not_there_yet_says_so(seen):
    found = seen(OLD, ruled(OLD, arrears_status=ARREARS.replace("owed", "gone")))
    (migration,) = found.migrations
    assert migration.moves == ()
    assert migration.why.en.startswith("Version 2026-03-31.1 does not hold what its rule reads (gone)")
    assert {one.segment: (one.before is not None, one.after) for one in found.segments} == {
        "other": (True, None),
        "not risky": (True, None),
    }


def test_a_rule_whose_numbers_are_gone_is_taken_as_it_was_published(seen):
    gone = ruled(OLD, value_tier="case when gone then 'vip' end")
    # published under that very rule: its values stand in the version, its numbers no more
    assert seen(gone, gone).migrations == ()
    (migration,) = seen(gone, ruled(OLD, value_tier="case when owed > 0 then 'vip' end")).migrations
    assert "does not hold what its rule reads (gone)" in migration.why.en


def test_a_tag_computed_differently_below_its_rule_says_that_only_a_refresh_shows_it(seen):
    tag = OLD.tags["arrears_status"]
    old, new = (
        OLD.model_copy(update={"tags": {**OLD.tags, tag.name: tag.model_copy(update={"below": {"int_x": code}})}})
        for code in ("00000000", "11111111")
    )
    (migration,) = seen(old, new).migrations
    assert "only a refresh shows" in migration.why.en


def test_a_rule_that_cannot_be_evaluated_is_told(seen):
    (migration,) = seen(OLD, ruled(OLD, arrears_status="case when no_such_function(owed) then 'due' end")).migrations
    assert "no_such_function" in migration.why.en


def test_words_move_nobody(seen):
    label = OLD.tags["value_tier"].model_copy(update={"label": Text(zh="新", en="New")})
    found = seen(OLD, OLD.model_copy(update={"tags": {**OLD.tags, "value_tier": label}}))
    assert (found.migrations, found.segments, found.exports) == ((), (), {})


def test_exports_of_a_changed_tag_are_told(seen, home):
    for _ in range(3):
        record(home, "fee_recovery_risk", "export", date(2026, 3, 1))
    assert seen(OLD, NEW).exports == {"fee_recovery_risk": 3}
