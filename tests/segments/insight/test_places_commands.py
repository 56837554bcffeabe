"""`tagrid segment places` on the hand-made home."""

import json


def test_places_of_a_segment(segment):
    [one] = json.loads(segment("places", "value_tier = vip", "--by", "feeder", "--json")[1])
    assert (one["code"], one["name"], one["everyone"], one["customers"]) == ("F1", "江洲线", 2, None)
    out = segment("places", "value_tier = vip")[1]
    assert "扬中" in out and "<10" in out


def test_another_kind_of_place_is_bad_input(segment):
    code, _, err = segment("places", "value_tier = vip", "--by", "street")
    assert (code, err.count("\n")) == (2, 1) and "by district or feeder" in err
