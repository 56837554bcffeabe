"""What was found out before is used only where it is of the same thing and as it was written."""

from tagrid.core.cache import read_cache, write_cache


def test_what_was_kept_is_read_under_its_key(tmp_path):
    write_cache(tmp_path / "x.json", "of this", {"a": [1, "二"]})
    assert read_cache(tmp_path / "x.json", "of this") == {"a": [1, "二"]}
    assert read_cache(tmp_path / "x.json", "of that") is None
    assert read_cache(tmp_path / "y.json", "of this") is None


def test_what_was_changed_by_hand_or_cut_is_not_used(tmp_path):
    path = tmp_path / "x.json"
    write_cache(path, "of this", {"a": [1]})
    text = path.read_text()
    for damaged in (text.replace("[1]", "[2]"), text[:-5], "[]", '"x"', ""):
        path.write_text(damaged)
        assert read_cache(path, "of this") is None
