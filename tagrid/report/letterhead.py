"""Who sends a document: the utility's name and address, from ``letterhead.yml`` in the home, or a plain one."""

from pathlib import Path
from typing import NamedTuple

from tagrid.errors import BadInput
from tagrid.report.text import Text

FILE = "letterhead.yml"
_WANTED = "`name: {zh: ..., en: ...}`, `address: {zh: ..., en: ...}`, `hotline: ...`"


class Letterhead(NamedTuple):
    """Name and address in both languages, and the telephone number to call."""

    name: Text = Text("供电公司", "Electricity utility")
    address: Text = Text("客户服务", "Customer service")
    hotline: str = "95598"


def letterhead(folder: Path) -> Letterhead:
    """Read ``folder``/letterhead.yml: keys name and address ({zh, en}) and hotline; what is left out stays plain.

    Raises BadInput where the file holds something else.
    """
    path = folder / FILE
    plain = Letterhead()
    if not path.is_file():
        return plain
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        told = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
        unknown = set(told) - set(Letterhead._fields)
        found = Letterhead(_text(told, "name"), _text(told, "address"), str(told.get("hotline", plain.hotline)))
    except (YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path}: cannot be read ({type(error).__name__}); write {_WANTED}.",
            f"无法读取 {path}（{type(error).__name__}）；请写 {_WANTED}。",
        ) from error
    if unknown:
        keys = ", ".join(sorted(unknown))
        raise BadInput(f"{path}: unknown key {keys}; write {_WANTED}.", f"{path} 中不能有 {keys}；请写 {_WANTED}。")
    return found


def _text(told: dict, key: str) -> Text:
    if key not in told:
        return getattr(Letterhead(), key)
    return Text(str(told[key]["zh"]), str(told[key]["en"]))
