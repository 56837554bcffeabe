"""The words of a search, each with its synonyms: lines of ``app/synonyms.yml``, which is the utility's own."""

from functools import lru_cache
from pathlib import Path

from tagrid.core.errors import BadInput
from tagrid.core.overlay import content_file
from tagrid.core.yaml_files import read_yaml

FILE = "app/synonyms.yml"

SHORT = 3


def search_words(text: str, project: Path | None = None) -> list[tuple[str, ...]]:
    """Return the words of a search, folded, each with what else it may be called; none for an empty text.

    A text that is a synonym as a whole, such as ``electric vehicle``, is one word.
    """
    folded = " ".join(text.casefold().split())
    groups = synonyms(project)
    if folded in groups:
        return [groups[folded]]
    return [groups.get(word, (word,)) for word in folded.split()]


def synonyms(project: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Return the synonyms of each word, itself first; ``BadInput`` names a line that is no list of words."""
    path = content_file(FILE, project)
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=4)
def _read(path: Path, _state: int) -> dict[str, tuple[str, ...]]:
    lines = read_yaml(path, FILE)
    found: dict[str, list[str]] = {}
    for name, words in (lines or {}).items():
        if not isinstance(words, list) or not all(isinstance(one, str) and one.strip() for one in words):
            raise BadInput(
                en=f"{FILE}: {name} is no list of words; write {name}: [one, other].",
                zh=f"{FILE}：{name} 应为词的列表，请写成 {name}: [词一, 词二]。",
            )
        line = [one.casefold() for one in words]
        # Three letters are in the middle of too many words.
        telling = [word for word in line if len(word) > SHORT or not word.isascii()]
        for word in line:
            found[word] = list(dict.fromkeys([word, *found.get(word, ()), *telling]))
    return {word: tuple(several) for word, several in found.items()}
