"""Text read in another encoding than it was written in: known by the letters it would be if it were read right.

GB18030 and Big5 accept nearly any bytes, so a wrong declaration raises no error; but the letters of a real text are
the common ones of its encoding, and those of a misread one are not.
"""

import re
from functools import cache

import pyarrow as pa

from tagrid.landing.cells import nowhere, pc

# Fewer Chinese letters prove nothing.
SURE_LETTERS = 4

# Of a text read right nearly all letters are of GB 2312, or of the first part of Big5.
COMMON_SHARE = 0.9

# A garbled text has lost some bytes, but few.
MOSTLY = 0.6

# A wrong reading has far fewer of them than the right one.
CLEARLY_FEWER = 0.2

# Of Western text nearly every letter beyond ASCII stands alone; a Chinese letter is two bytes beyond ASCII or more.
MOSTLY_SINGLE = 0.8

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# Both ends of what Chinese letters written in UTF-8 are when they are read as GBK, and as Latin-1.
_LEADS = "".join(
    bytes([lead, trail]).decode("gbk") for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0) if trail != 0x7F
)

_SUSPICIOUS = rf"[{_LEADS}]|[\x{{80}}-\x{{FF}}\x{{152}}-\x{{2122}}]{{2}}"


@cache
def _is_common(letter: str, encoding: str) -> bool:
    try:
        if encoding == "gb18030":
            return letter.encode("gb2312") >= b"\xb0\xa1"
        return b"\xa4\x40" <= letter.encode("big5") <= b"\xc6\x7e"
    except UnicodeEncodeError:
        return False


def _common_share(text: str, encoding: str, least: int = SURE_LETTERS) -> float | None:
    """Share of a text's Chinese letters that are common in an encoding, none when it has too few to tell."""
    letters = _HAN.findall(text)
    return sum(_is_common(one, encoding) for one in letters) / len(letters) if len(letters) >= least else None


def better_reading(raw: bytes, declared: str) -> str | None:
    """Return the encoding in which whole lines read as Chinese, where in the declared one they do not; else none."""
    other = {"gb18030": "big5", "big5hkscs": "gb18030"}.get(declared)
    if other is None or raw.isascii():
        return None
    now = _common_share(raw.decode(declared, "ignore"), "gb18030" if declared == "gb18030" else "big5")
    if now is None or now >= COMMON_SHARE:
        return None
    share = readable_share(raw, other)
    return other if share is not None and share >= COMMON_SHARE and share - now > CLEARLY_FEWER else None


def is_western(raw: bytes) -> bool:
    """Whether bytes beyond ASCII are single letters among ASCII ones, as accents are in Windows-1252 and Latin-1."""
    runs = re.findall(rb"[\x80-\xff]+", raw)
    single = [run for run in runs if len(run) == 1 and run >= b"\xc0"]
    return bool(runs) and len(single) >= MOSTLY_SINGLE * len(runs)


def readable_share(raw: bytes, encoding: str) -> float | None:
    """Return the share of common letters among the Chinese ones of some bytes; none where they are not so encoded."""
    try:
        return _common_share(raw.decode(encoding), encoding, least=1)
    except UnicodeDecodeError:
        return None


def garbled(cells: pa.Array) -> pa.Array:
    """Return which texts were garbled before the export: UTF-8 read as GBK or as Latin-1, or GBK read as Latin-1."""
    if not len(cells):
        return nowhere(cells)
    suspicious = pc.fill_null(pc.match_substring_regex(cells, _SUSPICIOUS), False)
    if not pc.any(suspicious).as_py():
        return suspicious
    coded = cells.dictionary_encode()
    wrong = [one is not None and _original(one) is not None for one in coded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(wrong, pa.bool_()).take(coded.indices), False)


def _original(text: str) -> str | None:
    """The text as it was before it was read in the wrong encoding; none when it was not."""
    if latin := _as_latin(text):
        for encoding in ("utf-8", "gb18030"):
            read = _decoded(latin, encoding)
            if read and len(_HAN.findall(read)) >= 2 and _all_common(read):
                return read
        return None
    if not _HAN.search(text):
        return None
    read = _decoded(text.encode("gb18030"), "utf-8")
    return read if read and _HAN.search(read) and _all_common(read) else None


def _decoded(raw: bytes, encoding: str) -> str | None:
    """The bytes in an encoding; of UTF-8 a few may have been lost on the way."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        read = raw.decode(encoding, "ignore")
    whole = len(read.encode(encoding)) >= MOSTLY * len(raw)
    return read if encoding == "utf-8" and whole and len(_HAN.findall(read)) >= 2 else None


def _all_common(text: str) -> bool:
    return all(_is_common(letter, "gb18030") for letter in _HAN.findall(text))


def _as_latin(text: str) -> bytes | None:
    """The bytes of a text that holds letters of Latin-1 or Windows-1252 alone, some of them beyond ASCII."""
    if text.isascii():
        return None
    found = bytearray()
    for letter in text:
        if ord(letter) < 256:
            found.append(ord(letter))
            continue
        try:
            found += letter.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(found)
