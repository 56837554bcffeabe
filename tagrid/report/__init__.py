"""The three documents of a power customer: usage analysis report, health-check file, outage file; as HTML or PDF."""

from importlib import import_module

from tagrid.errors import BadInput, nearest
from tagrid.report.letterhead import letterhead
from tagrid.report.page import page
from tagrid.report.pdf import as_pdf
from tagrid.report.source import Source

KINDS = ("usage", "health", "outage")
LANGUAGES = ("zh", "en")


def render(version, customer_id: str, kind: str, lang: str = "zh") -> bytes:
    """Return a document as one self-contained HTML file, UTF-8.

    ``version`` is a published one, ``kind`` usage, health or outage, ``lang`` zh or en. Raises BadInput for another
    kind or language, an unknown or non-power customer, and a version without the tables of documents.
    """
    checked(kind, lang)
    with Source(version) as source:
        return set_page(source, customer_id, kind, lang).encode()


def pdf(version, customer_id: str, kind: str, lang: str = "zh") -> bytes:
    """Return a document as PDF; as `render`, and TagridError where a system library is missing."""
    return as_pdf(render(version, customer_id, kind, lang).decode())


def set_page(source: Source, customer_id: str, kind: str, lang: str) -> str:
    """Return a document's page from an open source."""
    facts = source.facts(customer_id)
    doc = import_module(f"tagrid.report.{kind}").document(facts)
    return page(doc, facts, letterhead(source.version.folder.parent.parent), lang)


def checked(kind: str, lang: str) -> None:
    """Raise BadInput for a kind or language that there is not."""
    if kind not in KINDS:
        hint = nearest(kind, KINDS)
        raise BadInput(
            f"No document {kind!r}; there are {', '.join(KINDS)}.{hint}",
            f"没有“{kind}”这种文档；可选 {'、'.join(KINDS)}。{hint.zh}",
        )
    if lang not in LANGUAGES:
        raise BadInput(f"--lang is zh or en, not {lang!r}.", f"--lang 应为 zh 或 en，不能是“{lang}”。")


__all__ = ["KINDS", "LANGUAGES", "Source", "checked", "pdf", "render", "set_page"]
