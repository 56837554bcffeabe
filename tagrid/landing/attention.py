"""Warnings of deliveries that stay until somebody acts: the missing day lands, or a person says that it is right."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.lock import exclusive
from tagrid.core.project import Home
from tagrid.core.text import Text

WARNINGS = "_warnings.json"


@dataclass(frozen=True)
class Concern:
    """What a delivery leaves open: of which table, and the days that would settle it by landing."""

    address: str
    text: Text
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class LandedWarning:
    """A concern on record; ``by``, ``reason`` and ``closed_at`` say who settled it, and are empty while it is open."""

    id: int
    delivery: int
    address: str
    en: str
    zh: str
    raised_at: str
    days: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""
    closed_at: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has acted yet."""
        return not self.closed_at

    @property
    def text(self) -> Text:
        """The warning with the number by which it is acknowledged."""
        return Text(
            en=f"Warning {self.id} of delivery {self.delivery}: {self.en}",
            zh=f"第 {self.delivery} 批的警告 {self.id}：{self.zh}",
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def all_warnings(home: Home) -> list[LandedWarning]:
    """Return every warning on record, the oldest first; a damaged file is a TagridError."""
    path = home.landing / WARNINGS
    if not path.exists():
        return []
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return [_read(one) for one in raw]
    except (ValueError, KeyError, TypeError) as error:
        raise TagridError(
            en=f"{path} is damaged ({error}); restore it from a backup, or delete it to forget its warnings.",
            zh=f"{path} 已损坏（{error}）；请用数据目录的备份恢复，或删除它以放弃其中的警告。",
        ) from error


def _read(one: dict) -> LandedWarning:
    one["days"] = tuple(one["days"])
    return LandedWarning(**one)


def open_warnings(home: Home) -> list[LandedWarning]:
    """Return the warnings that nobody has acted on."""
    return [one for one in all_warnings(home) if one.is_open]


def to_json(warnings: Iterable[LandedWarning]) -> str:
    """The file's text; `all_warnings` reads it."""
    return json.dumps([asdict(one) for one in warnings], indent=1, ensure_ascii=False)


def with_delivery(
    before: list[LandedWarning], delivery: int, raised: Iterable[Concern], landed: dict[str, set[date]]
) -> list[LandedWarning]:
    """Return the warnings after a delivery: those whose days have landed now are settled, its own are added."""
    found = [_settled(one, delivery, landed.get(one.address, set())) for one in before]
    next_id = max((one.id for one in found), default=0) + 1
    for number, one in enumerate(raised, start=next_id):
        days = tuple(day.isoformat() for day in one.days)
        found.append(LandedWarning(number, delivery, one.address, one.text.en, one.text.zh, _now(), days))
    return found


def _settled(one: LandedWarning, delivery: int, landed: set[date]) -> LandedWarning:
    if not one.is_open or not one.days or not landed & {date.fromisoformat(day) for day in one.days}:
        return one
    left = tuple(day for day in one.days if date.fromisoformat(day) not in landed)
    if left:
        return replace(one, days=left)
    return replace(one, days=(), by="tagrid", reason=f"landed with delivery {delivery}", closed_at=_now())


def acknowledge(home: Home, numbers: Iterable[int], by: str, reason: str) -> list[LandedWarning]:
    """Settle warnings by their numbers, with who says so and why; an unknown or settled number is BadInput."""
    if not by.strip() or not reason.strip():
        raise BadInput(
            en="Say who acknowledges (--by) and why (--reason).", zh="请写明由谁确认（--by）以及原因（--reason）。"
        )
    with exclusive(home, "tagrid landing acknowledge"):
        found = {one.id: one for one in all_warnings(home)}
        chosen = []
        for number in numbers:
            if number not in found or not found[number].is_open:
                still = [str(one.id) for one in found.values() if one.is_open]
                raise BadInput(
                    en=f"No open warning {number}; open are: {', '.join(still) or 'none'}.",
                    zh=f"没有待处理的警告 {number}；待处理的有：{'、'.join(still) or '无'}。",
                )
            found[number] = replace(found[number], by=by.strip(), reason=reason.strip(), closed_at=_now())
            chosen.append(found[number])
        _write(home.landing / WARNINGS, found.values())
    return chosen


def _write(path: Path, warnings: Iterable[LandedWarning]) -> None:
    replace_text(path, to_json(warnings))
