"""`tagrid report`: the three documents of customers, one or a whole segment."""

from pathlib import Path
from typing import Annotated

import typer

from tagrid.cli.run_record import recorded
from tagrid.core.console import step, terminal
from tagrid.core.errors import BadInput
from tagrid.core.formats import parse_day
from tagrid.core.project import home
from tagrid.documents import (
    DocumentSource,
    check_kind_and_language,
    document_page,
    in_format,
    segment_customers,
    write_documents,
    write_file,
)
from tagrid.published import current_version, version_known_on
from tagrid.refresh import ledger
from tagrid.segments import saved_expressions

group = typer.Typer(
    name="report", no_args_is_help=True, help="Write a customer's usage report, health-check file or outage file."
)


FORMS = ("html", "pdf")

Customer = Annotated[str | None, typer.Argument(metavar="[ID]", help="Account number; or --segment for many.")]

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="F", help="File to write, or folder with --segment; default: KIND-ID-LANG."),
]

Form = Annotated[str | None, typer.Option("--format", help="html or pdf; default: by the file's ending, else pdf.")]

Language = Annotated[str, typer.Option("--lang", help="zh or en.")]

Day = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As known on that day; default: the version in force.")
]

Segment = Annotated[
    str | None,
    typer.Option("--segment", metavar="NAME-or-EXPR", help="Every customer of a segment, into folder --out."),
]


@group.command()
def usage(
    customer_id: Customer = None,
    out: Out = None,
    form: Form = None,
    lang: Language = "zh",
    as_of: Day = None,
    segment: Segment = None,
) -> None:
    """Write the usage analysis report: use, cost, tariff, periods, power factor, and what would cost less.

    Example: tagrid report usage 3200001073 --out report.pdf --lang en
    """
    _run("usage", customer_id, out, form, lang, as_of, segment)


@group.command()
def health(
    customer_id: Customer = None,
    out: Out = None,
    form: Form = None,
    lang: Language = "zh",
    as_of: Day = None,
    segment: Segment = None,
) -> None:
    """Write the health-check file: equipment, defects, inspections, metering, energy, and what to do by when.

    Example: tagrid report health --segment "defect_status in (overdue, open_major)" --out checks/
    """
    _run("health", customer_id, out, form, lang, as_of, segment)


@group.command()
def outage(
    customer_id: Customer = None,
    out: Out = None,
    form: Form = None,
    lang: Language = "zh",
    as_of: Day = None,
    segment: Segment = None,
) -> None:
    """Write the outage file: every outage of two years, plan against fact, notices, repairs and advice.

    Example: tagrid report outage 3200001073 --format html --as-of 2026-06-30
    """
    _run("outage", customer_id, out, form, lang, as_of, segment)


def _run(
    kind: str,
    customer_id: str | None,
    out: Path | None,
    form: str | None,
    lang: str,
    as_of: str | None,
    segment: str | None,
) -> None:
    with recorded("report") as run:
        check_kind_and_language(kind, lang)
        form = _form(form, out, segment)
        if (customer_id is None) == (segment is None):
            raise BadInput(
                en="Name one account number, or a segment with --segment, not both and not neither.",
                zh="请给出一个户号，或用 --segment 给出一个客群，两者只能取一。",
            )
        version = _version(as_of)
        run.as_of, run.version = version.as_of, version.id
        if customer_id is not None:
            written = _write_one(version, customer_id, kind, lang, form, out)
        elif out is None:
            raise BadInput(
                en="--segment writes many files: name their folder with --out.",
                zh="--segment 会写出多个文件，请用 --out 指定文件夹。",
            )
        else:
            written = _write_segment(version, str(segment), kind, lang, form, out)
        run.end(ledger.DONE, written)
    typer.echo(written)


def _form(form: str | None, out: Path | None, segment: str | None) -> str:
    ending = out.suffix.lower().removeprefix(".") if out and segment is None else ""
    if form is not None and form not in FORMS:
        raise BadInput(en=f"--format is html or pdf, not {form!r}.", zh=f"--format 应为 html 或 pdf，不能是“{form}”。")
    if ending and ending not in FORMS:
        raise BadInput(
            en=f"{out}: a document ends in .html or .pdf, not .{ending}.",
            zh=f"{out}：文档文件应以 .html 或 .pdf 结尾，不能是 .{ending}。",
        )
    if form and ending and form != ending:
        raise BadInput(
            en=f"{out} ends in .{ending}, but --format asks for {form}.",
            zh=f"{out} 以 .{ending} 结尾，而 --format 要求 {form}。",
        )
    return form or ending or "pdf"


def _version(as_of: str | None):
    if as_of is None:
        return current_version(home())
    return version_known_on(home(), parse_day(as_of))


def _write_one(version, customer_id: str, kind: str, lang: str, form: str, out: Path | None) -> str:
    with DocumentSource(version) as source:
        html = document_page(source, customer_id, kind, lang)
    path = out or Path(f"{kind}-{customer_id}-{lang}.{form}")
    write_file(path, in_format(html, form))
    return str(path)


def _write_segment(version, segment: str, kind: str, lang: str, form: str, folder: Path) -> str:
    ids = segment_customers(version, segment, saved_expressions(home()))
    if not ids:
        raise BadInput(
            en=f"{segment}: no customer is in this segment on {version.as_of}; nothing was written.",
            zh=f"{segment}：{version.as_of} 没有客户属于该客群，未写出任何文件。",
        )
    with step(f"Writing {len(ids)} documents to {folder}") as say:
        written = sum(
            1 for _ in write_documents(version, ids, kind, lang, form, folder, _report_progress(say, len(ids)))
        )
    return f"{written} documents in {folder}"


def _report_progress(say, total: int):
    """Return what shows progress: every document on a terminal, ten lines in a log."""

    def show(text: str) -> None:
        done = int(text.partition("/")[0])
        if terminal.is_terminal or done == total or done * 10 // total > (done - 1) * 10 // total:
            say(text)

    return show
