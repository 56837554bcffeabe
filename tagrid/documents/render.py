"""The three documents of a power customer as HTML or PDF: usage analysis report, health-check file, outage file.

One document as bytes, or those of many customers written into a folder, each whole or not at all.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.text import LANGUAGES, nearest
from tagrid.documents.health import health_file
from tagrid.documents.outage import outage_file
from tagrid.documents.page import read_letterhead, render_page, to_pdf
from tagrid.documents.source import DocumentSource
from tagrid.documents.usage import usage_report
from tagrid.segments import open_index, parse

_DOCUMENTS = {"usage": usage_report, "health": health_file, "outage": outage_file}

KINDS = tuple(_DOCUMENTS)


def render(version, customer_id: str, kind: str, lang: str = "zh") -> bytes:
    """Return a document as one self-contained HTML file, UTF-8.

    ``version`` is a published one, ``kind`` usage, health or outage, ``lang`` zh or en. Raises BadInput for another
    kind or language, an unknown or non-power customer, and a version without the tables of documents.
    """
    check_kind_and_language(kind, lang)
    with DocumentSource(version) as source:
        return document_page(source, customer_id, kind, lang).encode()


def pdf(version, customer_id: str, kind: str, lang: str = "zh") -> bytes:
    """Return a document as PDF; as `render`, and TagridError where a system library is missing."""
    return to_pdf(render(version, customer_id, kind, lang).decode())


def document_page(source: DocumentSource, customer_id: str, kind: str, lang: str) -> str:
    """Return a document's page from an open source."""
    facts = source.facts(customer_id)
    letterhead = read_letterhead(source.version.folder.parent.parent)
    raised = [point.say for point in source.points(facts.customer_id)]
    return render_page(_DOCUMENTS[kind](facts), facts, letterhead, lang, raised)


def check_kind_and_language(kind: str, lang: str) -> None:
    """Raise BadInput for a kind or language that there is not."""
    if kind not in KINDS:
        hint = nearest(kind, KINDS)
        raise BadInput(
            en=f"No document {kind!r}; there are {', '.join(KINDS)}.{hint}",
            zh=f"没有“{kind}”这种文档；可选 {'、'.join(KINDS)}。{hint.zh}",
        )
    if lang not in LANGUAGES:
        raise BadInput(en=f"--lang is zh or en, not {lang!r}.", zh=f"--lang 应为 zh 或 en，不能是“{lang}”。")


def segment_customers(version, segment: str, saved: dict) -> list[str]:
    """Return the account numbers of a segment's power customers, by a saved segment's name or an expression.

    ``saved`` are the expressions of the saved segments by name. Raises BadInput for one that cannot be read.
    """

    index, catalog = open_index(version), version.catalog()
    rule = parse(saved.get(segment, segment), catalog, saved)
    if index.subject(rule) != "power_customer":
        raise BadInput(
            en=f"{segment}: documents are for power customers; this segment is of others.",
            zh=f"{segment}：文档只为电力客户出具，这个客群不是电力客户。",
        )
    found = index.members(index.mask(rule), index.customers)
    with version.connect() as con:
        rows = con.execute(
            "select customer_id from customer_tags_wide where customer_no in (select unnest($found)) order by 1",
            {"found": [int(number) for number in found]},
        ).fetchall()
    return [row[0] for row in rows]


def write_documents(
    version, ids: list[str], kind: str, lang: str, form: str, folder: Path, say: Callable[[str], None]
) -> Iterator[Path]:
    """Write a document of each customer into ``folder`` as ``kind-ID-lang.form`` and yield its path.

    ``say`` is called with the progress. Raises TagridError where the folder cannot be written.
    """
    make_folder(folder)
    with DocumentSource(version) as source:
        for done, customer_id in enumerate(ids, 1):
            path = folder / f"{kind}-{customer_id}-{lang}.{form}"
            write_file(path, in_format(document_page(source, customer_id, kind, lang), form))
            say(f"{done}/{len(ids)}")
            yield path


def in_format(html: str, form: str) -> bytes:
    """Return a page in a format, html or pdf."""
    return to_pdf(html) if form == "pdf" else html.encode()


def make_folder(folder: Path) -> None:
    """Make a folder; TagridError where that may not be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TagridError(
            en=f"{folder} cannot be made: {error.strerror or error}; name a folder you may write.",
            zh=f"无法建立文件夹 {folder}：{error.strerror or error}；请换一个有写权限的位置。",
        ) from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file aside and put it in its place; TagridError where that cannot be, and nothing is left behind."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise TagridError(
            en=f"{path} cannot be written: {error.strerror or error}; name a file in a folder you may write.",
            zh=f"无法写入 {path}：{error.strerror or error}；请换一个有写权限的文件夹。",
        ) from error
