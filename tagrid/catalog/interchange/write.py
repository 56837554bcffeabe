"""Write a catalog out whole or not at all, in the form that its file's ending or the caller names."""

import io
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.errors import BadInput, TagridError

if TYPE_CHECKING:
    from tagrid.catalog.interchange.edition import Edition

_IN_URI = r"[^\s<>\"{}|\\^`?#]"
_URI = re.compile(rf"(https?://(?!/){_IN_URI}+/({_IN_URI}+#)?|urn:{_IN_URI}+:)")


class Format(StrEnum):
    """What the catalog can be written as."""

    skos = "skos"
    xlsx = "xlsx"
    json = "json"


# SKOS by its file's ending, in rdflib's names.
SYNTAX = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld"}
_BY_ENDING = {**dict.fromkeys(SYNTAX, Format.skos), ".xlsx": Format.xlsx, ".json": Format.json}


def chosen(out: Path | None, format: Format | None) -> Format:
    """Return the format asked for, or that of the file's ending; BadInput where the two do not fit."""
    ending = out.suffix.lower() if out else ""
    if out is None and format == Format.xlsx:
        raise BadInput("A workbook needs a file; add `--out catalog.xlsx`.")
    if out is None:
        return format or Format.json
    told = _BY_ENDING.get(ending)
    if told is None or (format and told != format):
        fits = ", ".join(end for end, kind in _BY_ENDING.items() if not format or kind == format)
        raise BadInput(f"{out}: the ending {ending or '(none)'} is not one of {fits}; name the file accordingly.")
    return told


def checked_base(base: str | None, format: Format) -> str:
    """Return the URI that starts every URI of the catalog; BadInput where it cannot, or nothing would use it."""
    from tagrid.catalog.interchange.skos import BASE

    if base is None:
        return BASE
    if format != Format.skos:
        raise BadInput(f"--base is for SKOS; {format} holds no URIs.")
    if not _URI.fullmatch(base):
        told = "must be an http(s) URI that ends in / or #, or a urn that ends in :, such as"
        raise BadInput(f"--base {base!r} {told} {BASE}.")
    return base


def as_bytes(edition: "Edition", format: Format, out: Path | None, base: str) -> bytes:
    """Return a catalog as the content of a file of that format."""
    if format == Format.skos:
        return as_skos(edition, SYNTAX[out.suffix.lower() if out else ".ttl"], base)
    if format == Format.xlsx:
        return as_workbook(edition)
    return (edition.catalog.to_json() + "\n").encode()


def as_skos(edition: "Edition", syntax: str, base: str) -> bytes:
    """Return a catalog as SKOS; raises TagridError where the result would breach SKOS's own conditions."""
    from tagrid.catalog.interchange.integrity import faults
    from tagrid.catalog.interchange.skos import skos

    graph = skos(edition.catalog, base, edition.issued, edition.releases)
    if found := faults(graph):
        raise TagridError("\n  ".join([f"The catalog cannot be written as SKOS, {len(found)} faults:", *found]))
    return graph.serialize(format=syntax, encoding="utf-8", auto_compact=True)


def as_workbook(edition: "Edition") -> bytes:
    """Return a catalog as an Excel workbook, with what changed since the release before it, if there is one."""
    from tagrid.catalog.interchange.workbook import workbook

    kept = io.BytesIO()
    workbook(edition.catalog, edition.found, edition.since).save(kept)
    return kept.getvalue()


def replace_file(out: Path, content: bytes) -> None:
    """Write ``content`` beside ``out`` and put it in its place; BadInput where that cannot be done."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(f"Cannot write {out}: {error.strerror}.") from None
