"""Documents of many customers into a folder, each written whole or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tagrid.errors import BadInput, TagridError
from tagrid.report import Source, set_page
from tagrid.report.pdf import as_pdf


def customers(version, segment: str, saved: dict) -> list[str]:
    """Return the account numbers of a segment's power customers, by a saved segment's name or an expression.

    ``saved`` are the expressions of the saved segments by name. Raises BadInput for one that cannot be read.
    """
    from tagrid.segments import parse

    index, catalog = version.index(), version.catalog()
    rule = parse(saved.get(segment, segment), catalog, saved)
    if index.subject(rule) != "power_customer":
        raise BadInput(
            f"{segment}: documents are for power customers; this segment is of others.",
            f"{segment}：文档只为电力客户出具，这个客群不是电力客户。",
        )
    found = index.members(index.mask(rule), index.customers)
    with version.connect() as con:
        rows = con.execute(
            "select customer_id from customer_tags_wide where customer_no in (select unnest($found)) order by 1",
            {"found": [int(number) for number in found]},
        ).fetchall()
    return [row[0] for row in rows]


def write_all(
    version, ids: list[str], kind: str, lang: str, form: str, folder: Path, say: Callable[[str], None]
) -> Iterator[Path]:
    """Write a document of each customer into ``folder`` as ``kind-ID-lang.form`` and yield its path.

    ``say`` hears how far it has come. Raises TagridError where the folder cannot be written.
    """
    made_folder(folder)
    with Source(version) as source:
        for done, customer_id in enumerate(ids, 1):
            path = folder / f"{kind}-{customer_id}-{lang}.{form}"
            write(path, content(set_page(source, customer_id, kind, lang), form))
            say(f"{done}/{len(ids)}")
            yield path


def content(html: str, form: str) -> bytes:
    """Return a page in the form asked for, html or pdf."""
    return as_pdf(html) if form == "pdf" else html.encode()


def made_folder(folder: Path) -> None:
    """Make a folder; TagridError where that may not be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TagridError(
            f"{folder} cannot be made: {error.strerror or error}; name a folder you may write.",
            f"无法建立文件夹 {folder}：{error.strerror or error}；请换一个有写权限的位置。",
        ) from error


def write(path: Path, data: bytes) -> None:
    """Write a file aside and put it in its place; TagridError where that cannot be, and nothing is left behind."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise TagridError(
            f"{path} cannot be written: {error.strerror or error}; name a file in a folder you may write.",
            f"无法写入 {path}：{error.strerror or error}；请换一个有写权限的文件夹。",
        ) from error
