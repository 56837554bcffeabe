"""YAML within bounds: a small file that stands for gigabytes, or nests without end, is refused at once."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tagrid.core.errors import BadInput
from tagrid.core.overlay import ENGINE, REFERENCE
from tagrid.core.yaml_files import MAX_LETTERS, compose_yaml, read_yaml
from tagrid.core.yaml_lines import YamlDocument
from tagrid.landing.delivery import open_delivery
from tagrid.landing.mapping import read_mapping

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)

BOUNDLESS = {
    "a bomb of lists": (BOMB, "aliases"),
    "a bomb of mappings": (
        re.sub(
            r"\[(.*)\]", lambda m: "{" + ", ".join(f"k{i}: {v}" for i, v in enumerate(m[1].split(", "))) + "}", BOMB
        ),
        "aliases",
    ),
    "lists in lists": ("a: " + "[" * 100_000, "deeper than 100"),
    "mappings in mappings": ("a: " + "{a: " * 100_000, "deeper than 100"),
    "lists in lists on one line": ("- " * 100_000, "deeper than 100"),
    "blocks in blocks": ("".join(" " * i + "a:\n" for i in range(2000)), "deeper than 100"),
    "a narrow block without end": ("".join(" " * i + "a:\n" for i in range(700)), "deeper than 100"),
    "too long": ("a" * (MAX_LETTERS + 1), "longer than"),
}


@pytest.mark.parametrize("name", BOUNDLESS)
def test_what_has_no_bounds_is_refused(name, tmp_path: Path):
    text, why = BOUNDLESS[name]
    path = tmp_path / "file.yml"
    path.write_text(text)
    for read in (read_yaml, lambda path: YamlDocument(path, "file.yml"), read_mapping):
        with pytest.raises(BadInput, match=why) as caught:
            read(path)
        assert "file.yml: " in str(caught.value)
    path.rename(tmp_path / "delivery.yml")
    with pytest.raises(BadInput, match=why):
        open_delivery(tmp_path, None, tmp_path)


def test_an_alias_in_bounds_is_read(tmp_path: Path):
    path = tmp_path / "file.yml"
    path.write_text("a: &a [1, 2]\nb: [*a, *a]\n# 2 * 3\n")
    assert read_yaml(path) == {"a": [1, 2], "b": [[1, 2], [1, 2]]}
    assert compose_yaml("a: [[[[1]]]]", "x").value


def test_every_yaml_file_is_read_within_bounds():
    sources = [path for folder in (ENGINE, REFERENCE / "app") for path in folder.rglob("*.py")]
    reading = re.compile(r"YAML\([^)]*\)\.(?:load|compose|parse)\(|yaml\.(?:\w+_load|\w+\(.*Loader)")
    assert [p.name for p in sources if reading.search(p.read_text(encoding="utf-8"))] == ["yaml_files.py"]


@pytest.mark.parametrize(
    "text",
    [
        "a: 010\nb: 0o10\nc: yes\nd: 1_000\ne: 08:00\nf: 2026-01-01\ng: 1e3\nh: .inf\ni: 2026-01-01T08:00:00+08:00\n",
        "a: 0x1F\nb: -0b11\nc: ~\nd: 1.\ne: -.5\nf: True\ng: off\nh: 0\ni: 00\nj: +7\nk: '010'\nl: 1:30\n",
        "b: &b {x: 1}\nc: &c {<<: *b, x: 2}\nd: {<<: *c, x: 3, t: [07:00, a:b]}\n",
        "1: a\n'1': b\n? c\n: 2\n",
        "- |\n  户号：1\n- >-\n  a\n  b\n- !!binary aGk=\n",
        "",
    ],
)
def test_words_numbers_and_dates_are_those_of_yaml_1_2(text, tmp_path: Path):
    path = tmp_path / "file.yml"
    path.write_text(text, encoding="utf-8")
    assert read_yaml(path) == YAML(typ="safe").load(text)


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3\n", "b:\n- {x: 1,\n  x: 2}\n", "b: {x: {y: 1,\n 'y': 1}}\n"])
def test_a_key_that_stands_twice_is_refused(text, tmp_path: Path):
    path = tmp_path / "file.yml"
    path.write_text(text)
    with pytest.raises(BadInput, match=r"line [23]: not valid YAML: found duplicate key"):
        read_yaml(path)
