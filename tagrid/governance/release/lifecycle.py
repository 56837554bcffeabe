"""The states a tag may go through from one release to the next, with the owner's approval of each step."""

from collections.abc import Iterable
from typing import Literal, get_args

from tagrid.catalog import Approval, Catalog, Strict, Tag
from tagrid.core.text import Text

Status = Literal["draft", "active", "deprecated", "retired"]

STATES: tuple[Status, ...] = get_args(Status)

_STATES_ZH = {"draft": "草稿", "active": "启用", "deprecated": "停用预告", "retired": "已停用"}


class Transition(Strict):
    """One tag's step from one release to the next; ``before`` is None for a tag that is new."""

    tag: str
    before: Status | None
    after: Status
    approval: Approval | None


def step_fault(name: str, before: str, after: str) -> Text | None:
    """Return what is wrong with a step, or None: states follow one another, none is skipped, none comes back."""
    at, to = STATES.index(before), STATES.index(after)
    if to == at or to == at + 1:
        return None
    if to < at:
        return Text(
            en=f"{name}: a tag that is {before} cannot become {after} again; write a new tag.",
            zh=f"{name}：状态为“{_STATES_ZH[before]}”的标签不能再回到“{_STATES_ZH[after]}”，请新建标签。",
        )
    return Text(
        en=f"{name}: {before} is followed by {STATES[at + 1]}, not by {after} at once.",
        zh=f"{name}：“{_STATES_ZH[before]}”之后应为“{_STATES_ZH[STATES[at + 1]]}”，不能直接变为“{_STATES_ZH[after]}”。",
    )


def lifecycle_faults(old: Catalog, new: Catalog) -> list[Text]:
    """Return a line for every tag whose life from ``old`` to ``new`` is not allowed."""
    before, after = old.all_tags, new.all_tags
    faults = []
    for name, was in before.items():
        if name in after:
            faults.append(step_fault(after[name].path, was.status, after[name].status))
        elif was.status != "draft":
            faults.append(_deleted(was))
    for name in after.keys() - before.keys():
        if after[name].status not in ("draft", "active"):
            path, status = after[name].path, after[name].status
            faults.append(
                Text(
                    en=f"{path}: a new tag starts as a draft or active, not as {status}.",
                    zh=f"{path}：新标签的状态应为“草稿”或“启用”，不能是“{_STATES_ZH[status]}”。",
                )
            )
    return sorted((fault for fault in faults if fault), key=str)


def _deleted(tag: Tag) -> Text:
    if tag.status == "retired":
        return Text(
            en=f"{tag.path}: the file of a retired tag stays, as its history does; put it back.",
            zh=f"{tag.path}：已停用标签的文件应与其历史一同保留，请放回。",
        )
    return Text(
        en=f"{tag.path}: {tag.name} was released and its file is gone; put it back and retire it: "
        f"{', then '.join(_remaining_steps(tag))}.",
        zh=f"{tag.path}：{tag.name} 已发布过，但文件不见了；请放回并按步骤停用："
        f"{'，再 '.join(_remaining_steps(tag))}。",
    )


def _remaining_steps(tag: Tag) -> list[str]:
    rest = STATES[STATES.index(tag.status) + 1 :]
    return [f"`tagrid catalog approve {tag.name} --status {status} …`" for status in rest]


def transitions(old: Catalog | None, new: Catalog) -> tuple[Transition, ...]:
    """Return the step of every tag that is new or in another state, with the approval in its file."""
    before = old.all_tags if old else {}
    return tuple(_steps(before, new.all_tags.values()))


def _steps(before: dict[str, Tag], tags: Iterable[Tag]) -> Iterable[Transition]:
    for tag in tags:
        was = before[tag.name].status if tag.name in before else None
        if was != tag.status:
            yield Transition(tag=tag.name, before=was, after=tag.status, approval=tag.approval)
