"""`tagrid segment compare` on the hand-made home, and on the demo's customers."""

import json

LATE, PROMPT = "payment_timeliness in (often_late, occasionally_late)", "payment_timeliness = on_time"


def test_too_few_and_another_subject_are_bad_input(segment):
    code, _, err = segment("compare", "value_tier = vip", "value_tier = small")
    assert (code, err.count("\n")) == (2, 1) and "each segment needs 10 customers" in err
    code, _, err = segment("compare", "value_tier = vip", "application_stage = accepted")
    assert code == 2 and "the second about non_power_customer" in err


def test_compare_for_a_program_and_for_a_person(published_home, monkeypatch, command_line):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    code, out, _ = command_line("segment", "compare", LATE, PROMPT, "--json", "--limit", "3")
    answer = json.loads(out)
    assert code == 0 and len(answer["differences"]) == 3
    assert answer["overlap"]["both"] == answer["compared"]["both"] == 0
    assert "payment_timeliness" in answer["left_out"]
    assert not set(answer["left_out"]) & {one["tag"] for one in answer["differences"]}
    with_implied = json.loads(command_line("segment", "compare", LATE, PROMPT, "--json", "--told")[1])
    assert with_implied["differences"][0]["tag"] == "payment_timeliness" and not with_implied["left_out"]
    assert "only in it, " in command_line("segment", "compare", LATE, PROMPT, "--lang", "en")[1]
    assert "仅在该客群" in command_line("segment", "compare", LATE, PROMPT)[1]
    assert command_line("segment", "compare", LATE, PROMPT, "--lang", "fr")[0] == 2
