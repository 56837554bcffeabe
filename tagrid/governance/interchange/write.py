"""A catalog written to a file, whole or not at all: the files as they are or a release, in the format named."""

import datetime
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tagrid.catalog import Catalog, with_digests
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.formats import counted
from tagrid.core.project import Home
from tagrid.core.text import Text, lines
from tagrid.governance.interchange.skos import BASE, skos, skos_faults
from tagrid.governance.interchange.workbook import workbook
from tagrid.governance.release.changes import Change, changes
from tagrid.governance.release.releases import (
    WORKING,
    catalog_with_counts,
    read_release,
    released,
    releases,
    served_version,
)


@dataclass(frozen=True)
class Edition:
    """A catalog to write out; ``found`` is what changed since the release ``since``, where there is one before it."""

    catalog: Catalog
    releases: tuple[str, ...] = ()
    issued: datetime.date | None = None
    since: str | None = None
    found: tuple[Change, ...] = ()


def edition(home: Home, version: str = WORKING, project: Path | None = None) -> Edition:
    """Return a release, or the working tree under the version its values are served by, customers included.

    ``BadInput`` where there is no such release.
    """
    if version == WORKING:
        return _working(home, project)
    frozen, before = read_release(version, project), None
    if frozen.follows:
        before = released(frozen.follows, project)
    found = tuple(changes(before, frozen.catalog)) if before else ()
    return Edition(frozen.catalog, tuple(releases(project)), frozen.released_on, frozen.follows, found)


def _working(home: Home, project: Path | None) -> Edition:
    """Return the files as they are; where they differ from their release, the version shows it."""
    catalog, numbers = with_digests(catalog_with_counts(home, project), project), releases(project)
    stamped = catalog.model_copy(update={"version": served_version(catalog, project)})
    issued = read_release(stamped.version, project).released_on if stamped.version in numbers else None
    since = numbers[-1] if numbers else None
    found = tuple(changes(released(since, project), stamped)) if since else ()
    return Edition(stamped, tuple(numbers), issued, since, found)


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


def chosen_format(out: Path | None, format: Format | None) -> Format:
    """Return ``format``, or that of the file's ending; BadInput where the two do not fit."""
    ending = out.suffix.lower() if out else ""
    if out is None and format == Format.xlsx:
        raise BadInput(
            en="A workbook needs a file; add `--out catalog.xlsx`.", zh="工作簿需要文件；请加上 `--out catalog.xlsx`。"
        )
    if out is None:
        return format or Format.json
    found = _BY_ENDING.get(ending)
    if found is None or (format and found != format):
        fits = ", ".join(end for end, kind in _BY_ENDING.items() if not format or kind == format)
        raise BadInput(
            en=f"{out}: the ending {ending or '(none)'} is not one of {fits}; name the file accordingly.",
            zh=f"{out}：扩展名 {ending or '（无）'} 不在 {fits} 之中；请相应命名文件。",
        )
    return found


def checked_base(base: str | None, format: Format) -> str:
    """Return the URI that starts every URI of the catalog; BadInput where it cannot, or nothing would use it."""
    if base is None:
        return BASE
    if format != Format.skos:
        raise BadInput(en=f"--base is for SKOS; {format} holds no URIs.", zh=f"--base 只用于 SKOS；{format} 不含 URI。")
    if not _URI.fullmatch(base):
        raise BadInput(
            en=f"--base {base!r} must be an http(s) URI that ends in / or #, or a urn that ends in :, such as {BASE}.",
            zh=f"--base“{base}”须为以 / 或 # 结尾的 http(s) URI，或以 : 结尾的 urn，如 {BASE}。",
        )
    return base


def as_bytes(edition: Edition, format: Format, out: Path | None, base: str) -> bytes:
    """Return a catalog as the content of a file of that format."""
    if format == Format.skos:
        return as_skos(edition, SYNTAX[out.suffix.lower() if out else ".ttl"], base)
    if format == Format.xlsx:
        return as_workbook(edition)
    return (edition.catalog.to_json() + "\n").encode()


def as_skos(edition: Edition, syntax: str, base: str) -> bytes:
    """Return a catalog as SKOS; raises TagridError where the result would breach SKOS's own conditions."""
    graph = skos(edition.catalog, base, edition.issued, edition.releases)
    if found := skos_faults(graph):
        head = Text(
            en=f"The catalog cannot be written as SKOS, {counted(len(found), 'fault')}:",
            zh=f"目录无法写成 SKOS，{len(found)} 处错误：",
        )
        raise TagridError(lines([head, *found]))
    return graph.serialize(format=syntax, encoding="utf-8", auto_compact=True)


def as_workbook(edition: Edition) -> bytes:
    """Return a catalog as an Excel workbook, with what changed since the release before it, if there is one."""
    content = io.BytesIO()
    workbook(edition.catalog, edition.found, edition.since).save(content)
    return content.getvalue()


def replace_file(out: Path, content: bytes) -> None:
    """Write ``content`` beside ``out`` and put it in its place; BadInput where that cannot be done."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(en=f"Cannot write {out}: {error.strerror}.", zh=f"无法写入 {out}：{error.strerror}。") from None
