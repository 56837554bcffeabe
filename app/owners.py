"""The departments that own tags, by the names people know them by."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from app.words import language

_FILE = Path(__file__).with_name("owners.yml")


@cache
def _names() -> dict[str, dict[str, str]]:
    return YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))


def owner_name(owner: str) -> str:
    """Return the name of a tag's owner in the language in force; the owner as written where it has none."""
    names = _names().get(owner)
    return names[language()] if names else owner
