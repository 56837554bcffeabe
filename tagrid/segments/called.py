"""What a name in a rule is called besides its code, and what is said of a name that nothing is called by."""

from collections.abc import Iterable

from tagrid.catalog import Catalog, Tag
from tagrid.errors import Told, nearest
from tagrid.segments.unfit import Unfit


def subject_zh(catalog: Catalog, subject: str | None) -> str:
    """Return what a subject is called in Chinese."""
    found = catalog.classes.get(subject or "")
    return found.label.zh if found else str(subject)


def nearest_segment(name: str, known: Iterable[str]) -> Told:
    """Return which saved segments are called nearly so, or how to list them."""
    listed = Told(" `tagrid segment list` lists them.", "可用 `tagrid segment list` 查看全部。")
    return nearest(name, list(known)) or listed


def shelved(tag: Tag) -> Told:
    """Return why a tag that customers have no values of cannot be asked for."""
    if tag.status == "draft":
        return Told(
            f"tag {tag.name} is a draft: no customer has a value of it yet.",
            f"标签 {tag.name} 尚为草稿，还没有客户取值。",
        )
    heir = Told("It has no successor.", "没有后继标签。")
    if tag.successor:
        heir = Told(f"Its successor is {tag.successor}.", f"请改用后继标签 {tag.successor}。")
    return Told(
        f"tag {tag.name} is retired: no customer has a value of it any more. {heir}",
        f"标签 {tag.name} 已停用，不再有客户取值。{heir.zh}",
    )


def both_labels(label) -> tuple[str, str]:
    """Return a label in Chinese and English, as names are compared."""
    return (label.zh.casefold(), label.en.casefold())


def by_label(name: str, pairs: list[tuple[str, str]], codes: Iterable[str], what: Told) -> str:
    """Return the code whose label is `name`, of (label, code) pairs; raises Unfit, beginning with `what`."""
    found = sorted({code for label, code in pairs if label == name.casefold()})
    if len(found) == 1:
        return found[0]
    if found:
        raise Unfit(
            f"'{name}' is the label of several: {', '.join(found)}. Write the one you mean.",
            f"“{name}”同时是 {'、'.join(found)} 的名称，请写明是哪一个。",
        )
    hint = hint_of(name, pairs, list(codes))
    raise Unfit(f"{what} '{name}'.{hint}", f"{what.zh}“{name}”。{hint.zh}")


def hint_of(name: str, pairs: list[tuple[str, str]], codes: list[str]) -> Told:
    """Return the names nearest to one there is not, or which there are."""
    near = nearest(name, codes) or nearest(name.casefold(), [label for label, _ in pairs])
    if near or len(codes) > 12:
        return near or Told(" `tagrid catalog show` lists them.", "可用 `tagrid catalog show` 查看全部。")
    return Told(f" It has {', '.join(codes)}.", f"可选：{'、'.join(codes)}。")
