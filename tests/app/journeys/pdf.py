"""Reads the text of a PDF whose fonts tell which letters their glyphs are, and its tags, as weasyprint writes them."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)


def _objects(data: bytes) -> dict[int, bytes]:
    """Return the body of every object by its number, those in object streams included, streams unpacked."""
    found: dict[int, bytes] = {}
    for number, body in _OBJECT.findall(data):
        packed = _STREAM.search(body)
        if packed and b"/FlateDecode" in body:
            body = body[: packed.start()] + zlib.decompress(packed[1])
        found[int(number)] = body
        if b"/ObjStm" in body:
            found |= _within(body)
    return found


def _within(body: bytes) -> dict[int, bytes]:
    first = int(re.search(rb"/First (\d+)", body)[1])
    inside = body[body.index(b">>") + 2 :].lstrip()
    heads = [int(one) for one in inside[:first].split()]
    places = [*heads[1::2], len(inside) - first]
    return {
        number: inside[first + begin : first + end]
        for number, begin, end in zip(heads[::2], places[:-1], places[1:], strict=True)
    }


def _letters(cmap: bytes) -> dict[str, str]:
    """Return the letters of each glyph of a font, by the hexadecimal number the text names it by."""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for glyph, letters in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[glyph.decode().lower()] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return found


def text(data: bytes) -> str:
    """Return the text of every page, without the blanks that only set words apart."""
    objects = _objects(data)
    fonts: dict[bytes, dict[str, str]] = {}
    for body in objects.values():
        for name, number in re.findall(rb"/([\w-]+) (\d+) 0 R", body):
            if to := re.search(rb"/ToUnicode (\d+) 0 R", objects.get(int(number), b"")):
                fonts[name] = _letters(objects[int(to[1])])
    return "".join(_page(body, fonts) for body in objects.values() if b" Tf" in body)


def _page(body: bytes, fonts: dict[bytes, dict[str, str]]) -> str:
    text_parts, letters = [], {}
    for font, glyphs in re.findall(rb"/([\w-]+) [\d.]+ Tf|<([0-9a-fA-F]+)>", body):
        if font:
            letters = fonts.get(font, {})
            continue
        width = len(next(iter(letters), "0000"))
        codes = glyphs.decode().lower()
        text_parts += [letters.get(codes[at : at + width], "") for at in range(0, len(codes), width)]
    return "".join(text_parts)


def tags(data: bytes) -> list[tuple[str, bool]]:
    """Return the elements of the structure tree in reading order: what each is, and whether it has a text instead."""
    objects = _objects(data)
    root = next(body for body in objects.values() if b"/StructTreeRoot" in body and b"/Type" in body and b"/K" in body)
    return list(_elements(objects, root))


def _elements(objects: dict[int, bytes], body: bytes) -> Iterator[tuple[str, bool]]:
    if kind := re.search(rb"/S /(\w+)", body):
        yield kind[1].decode(), b"/Alt" in body
    children = re.search(rb"/K (\[.*?\]|\d+ 0 R)", body, re.S)
    for number in re.findall(rb"(\d+) 0 R", children[1]) if children else ():
        child = objects.get(int(number), b"")
        if b"/StructElem" in child:
            yield from _elements(objects, child)
