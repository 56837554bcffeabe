"""Texts as files take them: no file format here can hold a control character."""

import re

# What XML 1.0 has no place for, and so neither RDF/XML nor a workbook.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)
