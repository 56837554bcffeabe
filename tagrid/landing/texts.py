"""What no text of a delivery may hold: damaged identifiers, characters nobody sees, formulas, cells without end.

Every pattern is one of RE2, which reads a text once whatever the pattern is.
"""

import string

import pyarrow as pa

from tagrid.core.text import Text
from tagrid.landing.cells import nowhere, only_holds, pc
from tagrid.landing.contracts import SourceColumn
from tagrid.landing.mojibake import garbled

# No name, address or remark of an export is longer.
MAX_LETTERS = 4000

# Nothing is wrong with a text of these alone, and most identifiers are such.
_PLAIN = f"{string.ascii_letters}{string.digits}_-".encode()

# What is wrong with some cells: which, and why.
TextFinding = tuple[pa.Array, Text]

_AS_TEXT = Text(en="; export the column as text", zh="；请按文本导出该列")

# Letters and digits that are not the ASCII ones they look like; Chinese letters are no look-alikes of any.
_LOOK_ALIKE = (
    r"[\x{FF01}-\x{FF5E}]"  # full-width
    r"|[^\P{Nd}0-9]"  # digits of other scripts
    r"|[\x{1D400}-\x{1D7FF}]"  # mathematical letters and digits
    r"|[0-9A-Za-z].*[\p{Cyrillic}\p{Greek}\p{Armenian}\p{Cherokee}]"
    r"|[\p{Cyrillic}\p{Greek}\p{Armenian}\p{Cherokee}].*[0-9A-Za-z]"
)

# Controls, formats, what turns the direction of writing, private and unassigned letters, and fillers without a glyph.
_INVISIBLE = r"[\p{Cc}\p{Cf}\p{Co}\x{034F}\x{115F}\x{1160}\x{2800}\x{3164}\x{FFA0}\x{FE00}-\x{FE0F}]"

_DAMAGED_IDENTIFIERS: tuple[tuple[str, Text], ...] = (
    (
        r"^[=＝]|^['’].|^\"|\"$",
        Text(en="an identifier written as a spreadsheet's formula or in quotes", zh="编号写成了表格公式或带引号")
        + _AS_TEXT,
    ),
    (
        r"^[+-]?\d+(\.\d+)?[eE]\+\d+$|^[+-]?\d+\.\d+[eE]-?\d+$",
        Text(en="an identifier in scientific notation, its digits are lost", zh="编号被写成科学计数法，数字已丢失")
        + _AS_TEXT,
    ),
    (
        r"^\d+\.0+$|^\d{1,3}(,\d{3})+$",
        Text(en="an identifier written as a number", zh="编号被写成数值") + _AS_TEXT,
    ),
    (r"^[\s\p{Z}]|[\s\p{Z}]$", Text(en="blanks around an identifier", zh="编号前后有空白")),
    (r"\x{FFFD}", Text(en="a letter of the identifier was lost (U+FFFD)", zh="编号中有字符已丢失（U+FFFD）")),
    (_INVISIBLE, Text(en="invisible characters in an identifier", zh="编号中有不可见字符")),
    (
        r"[\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]",
        Text(en="a no-break or wide blank in an identifier", zh="编号中有不间断空格或全角空格"),
    ),
    (
        _LOOK_ALIKE,
        Text(
            en="full-width or look-alike characters in an identifier; write ASCII letters and digits",
            zh="编号中有全角字符或形似字符；请用半角字母和数字",
        ),
    ),
)

_DAMAGED_TEXTS: tuple[tuple[str, Text], ...] = (
    (r"\x{FFFD}", Text(en="letters were lost before the export (U+FFFD)", zh="文字在导出前已有丢失（U+FFFD）")),
    (
        r"[\x{202A}-\x{202E}\x{2066}-\x{2069}]",
        Text(en="characters that turn the direction of writing", zh="含有改变书写方向的字符"),
    ),
    (
        r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{80}-\x{9F}]",
        Text(en="control characters in the text", zh="文字中有控制字符"),
    ),
    (
        r"^[=＝]|^[+@-][\w.]*[(!|]|^@[A-Z]+\(",
        Text(en="a spreadsheet's formula; export its value", zh="是表格公式；请导出其结果"),
    ),
)


_GARBLED = Text(
    en="garbled before the export: the text was read in another encoding than it was written in",
    zh="导出前已成乱码：读取时用错了编码",
)


def text_faults(column: SourceColumn, cells: pa.Array) -> list[TextFinding]:
    """Return what is wrong with the texts of a column; each cell is named once, by the first fault it has."""
    long = _filled(pc.greater(pc.binary_length(cells), MAX_LETTERS * 4))
    too_long = Text(
        en=f"a text of more than {MAX_LETTERS:,} letters; the export ran cells together",
        zh=f"超过 {MAX_LETTERS:,} 个字的文字；导出时把单元格连在了一起",
    )
    found, seen = [(long, too_long)], long
    if not column.is_identifier:
        wrong = pc.and_not(garbled(cells), long)
        found.append((wrong, _GARBLED))
        seen = pc.or_(seen, wrong)
    damages = _DAMAGED_IDENTIFIERS if column.is_identifier else _DAMAGED_TEXTS
    if not only_holds(cells, _PLAIN) and pc.any(_matching(cells, "|".join(f"(?:{one})" for one, _ in damages))).as_py():
        for pattern, reason in damages:
            mask = _matching(cells, pattern)
            found.append((pc.and_not(mask, seen), reason))
            seen = pc.or_(seen, mask)
    if column.form:
        other = pc.and_(pc.is_valid(cells), pc.invert(_matching(cells, column.form)))
        form = Text(en=f"not written as {column.form}", zh=f"不符合 {column.form}")
        found.append((pc.and_not(other, seen), form))
    return found


def _matching(cells: pa.Array, pattern: str) -> pa.Array:
    return _filled(pc.match_substring_regex(cells, pattern)) if len(cells) else nowhere(cells)


def _filled(mask: pa.Array) -> pa.Array:
    return pc.fill_null(mask, False)
