"""Cuts an expression into tokens that know where they stand."""

import re
from dataclasses import dataclass

from tagrid.errors import BadInput, Told
from tagrid.segments.text import DATE, KEYWORDS

# An input method for Chinese types full-width marks; outside quotes they mean the same.
_HALF_WIDTH = str.maketrans({"（": "(", "）": ")", "，": ",", "＝": "=", "！": "!", "＜": "<", "＞": ">"})
_HALF_WIDTH |= str.maketrans({"≤": "<=", "≥": ">=", "．": "."})
# A code may begin with digits (8_50): a number or date ends where no letter follows.
_TOKEN = re.compile(
    rf"""(?P<space>\s+) | (?P<date>(?a:{DATE})(?!\w)) | (?P<number>-?[0-9]{{1,15}}(?:\.[0-9]{{1,12}})?(?!\w))
    | (?P<word>\w+) | (?P<mark>[!！<>＜＞][=＝]|[=＝<>＜＞≤≥(（)），,.．])
    | ["“](?P<text>(?:[^"“”\\]|\\["“”\\])*)["”]""",
    re.VERBOSE,
)
NAMES = ("name", "text", "number", "date")


class BadExpression(BadInput):
    """An expression that cannot be read: ``message`` says why, ``position`` is the first wrong character, from 1."""

    def __init__(self, position: int, message: Told) -> None:
        super().__init__(Told(f"Expression, character {position}: ", f"表达式第 {position} 个字符：") + message)
        self.position, self.message = position, message


@dataclass(frozen=True)
class Token:
    """One token; ``kind`` is a keyword or mark as itself, else name, number, date, text (in quotes) or end."""

    kind: str
    text: str
    position: int

    def shown(self) -> Told:
        """Return how a message names this token."""
        return Told("the end", "结尾") if self.kind == "end" else Told(f"'{self.text}'", f"“{self.text}”")

    def says(self, word: str) -> bool:
        """Return whether it is `word`, which means something only in its place and may be a code elsewhere."""
        return self.kind == "name" and self.text.lower() == word


def tokens(expression: str) -> list[Token]:
    """Return the tokens of `expression`, an ``end`` token last; raises BadExpression at a stray character."""
    found, at = [], 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            raise BadExpression(at + 1, _stray(expression[at]))
        if match["space"] is None:
            found.append(_token(match, at + 1))
        at = match.end()
    return [*found, Token("end", "", len(expression) + 1)]


def _stray(character: str) -> Told:
    if character in '"“”':
        return Told('this quote is never closed; add a second " after the name.', '引号没有配对，请在名称后补一个 "。')
    return Told(
        f"{character!r} means nothing here; put names with other characters than letters in double quotes.",
        f"此处不能有 {character!r}；名称中有字母、汉字、数字、下划线以外的字符时，请用双引号括起来。",
    )


def _token(match: re.Match, position: int) -> Token:
    if match["text"] is not None:
        return Token("text", re.sub(r"\\(.)", r"\1", match["text"]), position)
    if match["mark"]:
        mark = match["mark"].translate(_HALF_WIDTH)
        return Token(mark, mark, position)
    for kind in ("date", "number"):
        if match[kind]:
            return Token(kind, match[kind], position)
    word = match["word"]
    return Token(word.lower() if word.lower() in KEYWORDS else "name", word, position)
