"""Why a proposed rule is no rule: where it stands in the text, and what to write instead, in both languages."""

from tagrid.catalog.model import Label
from tagrid.errors import BadInput


class NotARule(BadInput):
    """A proposed rule that cannot be taken; ``said`` tells it in both languages, ``line`` and ``column`` from 1."""

    def __init__(self, said: Label, line: int | None = None, column: int | None = None) -> None:
        self.said, self.line, self.column = said, line, column
        if line is not None:
            said = Label(zh=f"第 {line} 行第 {column} 列：{said.zh}", en=f"line {line}, column {column}: {said.en}")
            self.said = said
        super().__init__(f"Not a rule{':' if line is None else ','} {said.en}", f"不是规则：{said.zh}")


def fault(text: str, at: int | None, zh: str, en: str) -> NotARule:
    """Return the fault at offset ``at`` of ``text`` (None: of the whole)."""
    said = Label(zh=zh, en=en)
    if at is None:
        return NotARule(said)
    before = text[:at]
    return NotARule(said, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)
