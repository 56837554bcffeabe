"""Prints a document's page as PDF, fonts embedded."""

from tagrid.errors import TagridError


def as_pdf(html: str) -> bytes:
    """Return a page as PDF. Nothing is fetched while it is set.

    Raises TagridError where the system libraries that weasyprint draws with are missing.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        first, install = str(error).splitlines()[0], "`apt-get install libpango-1.0-0 libpangoft2-1.0-0`"
        raise TagridError(
            f"PDF needs the system library Pango ({first}); install it, on Debian {install}, or ask for "
            "`--format html`.",
            f"生成 PDF 需要系统库 Pango（{first}）；请安装（Debian：{install}），或改用 HTML（`--format html`）。",
        ) from error
    return HTML(string=html, url_fetcher=_nothing).write_pdf()


def _nothing(url: str, *_: object, **__: object) -> dict:
    raise ValueError(f"a document fetches nothing, not {url}")
