"""A new tag's place and its draft file: the address is checked against the tree, and nothing is written over."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from tagrid.catalog.checks import RESERVED
from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog, Label
from tagrid.catalog.workshop.tag_file import draft
from tagrid.errors import BadInput, Told, did_you_mean, nearest
from tagrid.home import PROJECT

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LEVELS = "<subject>/<dimension>/<theme>/<tag>, such as power_customer/behaviour/payment/my_tag"
_LEVELS_ZH = "<主体类别>/<维度>/<分析主题>/<标签>，如 power_customer/behaviour/payment/my_tag"


@dataclass(frozen=True)
class Place:
    """Where a tag stands: its class chain ``subject/dimension/theme``, and its name."""

    chain: str
    name: str

    @property
    def theme(self) -> str:
        """The last class of the chain."""
        return self.chain.rpartition("/")[2]

    @property
    def path(self) -> str:
        """The file, from the project's root."""
        return f"taxonomy/{self.chain}/{self.name}.yml"

    @property
    def model(self) -> str:
        """The model that its column is added to."""
        return f"dbt_project/models/tags/tag_{self.theme}.sql"


def place(address: str, catalog: Catalog) -> Place:
    """Return the place that ``address`` names; ``BadInput`` for a class or level that is not there, or a bad name."""
    parts = address.strip().strip("/").removeprefix("taxonomy/").removesuffix(".yml").split("/")
    for level, word in enumerate(parts[:3]):
        _refuse_class("/".join(parts[:level]), word, catalog)
    if len(parts) > 4:
        raise BadInput(
            f"{address!r} would open a sixth level; five are the most: {LEVELS}; the values stand in its file.",
            f"“{address}”将出现第六级；最多五级：{_LEVELS_ZH}；取值写在文件里。",
        )
    if len(parts) < 4:
        raise BadInput(
            f"{address!r} is no place of a tag; write {LEVELS}.", f"“{address}”不是标签的位置；请写 {_LEVELS_ZH}。"
        )
    if said := name_fault(parts[3], catalog):
        raise BadInput(said.en, said.zh)
    return Place("/".join(parts[:3]), parts[3])


def name_fault(name: str, catalog: Catalog) -> Label | None:
    """Return what is wrong with the name of a new tag, None where nothing is."""
    if not NAME.fullmatch(name):
        such = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
        such = such if NAME.fullmatch(such) else "summer_peak"
        zh = f"名称 {name!r} 须为 snake_case：小写字母、数字和单个下划线，例如 {such}。"
        en = f"The name {name!r} must be snake_case: small letters, digits and single _, such as {such}."
        return Label(zh=zh, en=en)
    if name in RESERVED:
        en = f"{name!r} is a column of the published tables; choose another name."
        return Label(zh=f"{name!r} 是发布表已有的列，请换一个名称。", en=en)
    if found := catalog.tags.get(name) or catalog.shelved.get(name):
        en = f"The name {name!r} is taken by {found.path}; choose another, or change that tag."
        return Label(zh=f"名称 {name!r} 已被 {found.path} 使用；请换一个，或修改该标签。", en=en)
    return None


def new(address: str, zh: str = "", en: str = "", project: Path = PROJECT) -> Place:
    """Write the draft of a new tag into the taxonomy; return its place. ``BadInput`` where it cannot stand there."""
    found = place(address, load(project / "taxonomy"))
    write_new(project / found.path, draft(found.name, zh.strip(), en.strip()))
    return found


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a file that is not there yet: wholly, or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        os.link(part, path)
    except FileExistsError:
        raise BadInput(
            f"{path.name} is there already; it was not touched.", f"{path.name} 已存在，未作改动。"
        ) from None
    except OSError as error:
        raise BadInput(f"Cannot write {path}: {error.strerror}.", f"无法写入 {path}：{error.strerror}。") from None
    finally:
        part.unlink(missing_ok=True)


def _refuse_class(above: str, word: str, catalog: Catalog) -> None:
    children = [child.path.rpartition("/")[2] for child in catalog.children(above)]
    if word in children:
        return
    elsewhere = sorted(path for path in catalog.classes if path.endswith(f"/{word}"))
    hint = did_you_mean(elsewhere) or nearest(word, children)
    where = Told(f"under {above}", f"{above} 之下") if above else Told("at level 1", "第一级")
    raise BadInput(
        f"There is no class {word!r} {where}; it has {', '.join(children) or 'none'}.{hint}",
        f"{where.zh}没有类“{word}”；可选：{'、'.join(children) or '无'}。{hint.zh}",
    )
