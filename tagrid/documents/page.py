"""Renders a document as one self-contained HTML page under the utility's letterhead, or as PDF.

Whatever comes from data is shown as text.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tagrid.catalog import common_code_label
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.formats import yuan
from tagrid.core.text import Text
from tagrid.core.yaml_files import read_yaml
from tagrid.documents.facts import Facts
from tagrid.documents.model import GRADE_TEXTS, Document, code_text

LETTERHEAD_FILE = "letterhead.yml"

_WANTED = "`name: {zh: ..., en: ...}`, `address: {zh: ..., en: ...}`, `hotline: ...`"

TEMPLATES = Path(__file__).parent / "templates"

PAGE_WORDS = {
    "as_of": Text(zh="数据截至", en="Data as of"),
    "version": Text(zh="版本", en="version"),
    "catalog": Text(zh="标签目录", en="catalog"),
    "hotline": Text(zh="客户服务热线", en="Customer service"),
    "account": Text(zh="户号", en="Account"),
    "unnamed": Text(zh="电力客户", en="Electricity customer"),
    "period": Text(zh="报告期", en="Period"),
    "source": Text(zh="依据：", en="Source: "),
    "limit": Text(zh="标准：", en="limit: "),
    "by": Text(zh="期限：", en="by "),
    "worth": Text(zh="一年约 ", en="a year: "),
    "instead": Text(zh="或者（只能择一，节省不相加）：", en="Or, instead of it (the savings do not add up): "),
    "raised": Text(zh="我们想和您谈的", en="What we would like to talk about with you"),
}

LOGO = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><title>{}</title>'
    '<rect width="40" height="40" rx="9" fill="#0f6e84"/>'
    '<path d="M22.5 6 L11 22.5 H18.6 L16.6 34 L29 16.8 H21 Z" fill="#ffffff"/></svg>'
)


class Letterhead(NamedTuple):
    """Name and address in both languages, and the telephone number to call."""

    name: Text = Text(zh="供电公司", en="Electricity utility")
    address: Text = Text(zh="客户服务", en="Customer service")
    hotline: str = "95598"


def read_letterhead(folder: Path) -> Letterhead:
    """Read ``folder``/letterhead.yml: keys name and address ({zh, en}) and hotline; what is left out stays plain.

    Raises BadInput where the file holds something else.
    """
    path = folder / LETTERHEAD_FILE
    plain = Letterhead()
    if not path.is_file():
        return plain
    try:
        fields = read_yaml(path) or {}
        unknown = set(fields) - set(Letterhead._fields)
        found = Letterhead(
            _letterhead_text(fields, "name"),
            _letterhead_text(fields, "address"),
            str(fields.get("hotline", plain.hotline)),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            en=f"{path}: cannot be read ({type(error).__name__}); write {_WANTED}.",
            zh=f"无法读取 {path}（{type(error).__name__}）；请写 {_WANTED}。",
        ) from error
    if unknown:
        keys = ", ".join(sorted(unknown))
        raise BadInput(
            en=f"{path}: unknown key {keys}; write {_WANTED}.", zh=f"{path} 中不能有 {keys}；请写 {_WANTED}。"
        )
    return found


def _letterhead_text(fields: dict, key: str) -> Text:
    if key not in fields:
        return getattr(Letterhead(), key)
    return Text(zh=str(fields[key]["zh"]), en=str(fields[key]["en"]))


@cache
def _environment(lang: str) -> Environment:
    """Return the templates for a language: its filter ``say`` gives a text's words in it."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["worth"] = yuan
    found.filters["say"] = lambda text: text.in_(lang) if isinstance(text, Text) else text
    return found


def render_page(doc: Document, facts: Facts, letterhead: Letterhead, lang: str, raised: Sequence[Text] = ()) -> str:
    """Return the document in ``lang`` as HTML that needs no other file.

    ``raised`` are the sentences of what the utility has to raise with the customer, the most pressing first.
    """
    return (
        _environment(lang)
        .get_template("document.html")
        .render(
            doc=doc,
            raised=raised,
            facts=facts,
            who=_customer(facts),
            letterhead=letterhead,
            lang=lang,
            words=PAGE_WORDS,
            grades=GRADE_TEXTS,
            mark=LOGO.format(letterhead.name.in_(lang)),
            style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        )
    )


def _customer(facts: Facts) -> dict:
    known = facts.customer
    facts_shown = [code_text(known["customer_type"])] if known.get("customer_type") else []
    if facts.supply.get("transformer_ownership"):
        facts_shown.append(code_text(facts.supply["transformer_ownership"]))
    facts_shown += [*_contract(facts.file), *_settlement(facts.file)]
    facts_shown += [Text(zh=known[key], en=known[key]) for key in ("address",) if known.get(key)]
    return {"id": facts.customer_id, "name": known.get("customer_name"), "facts": facts_shown}


def _contract(file: dict) -> Iterator[Text]:
    """Name the contract that supply rests on, with its kind where that is known."""
    if number := file.get("contract_id"):
        yield _with_kind(Text(zh=f"合同 {number}", en=f"contract {number}"), file.get("contract_kind"))


def _settlement(file: dict) -> Iterator[Text]:
    """Name the account that bills are settled through and how; whose others are, is not the customer's to read."""
    if number := file.get("settlement_account_id"):
        yield _with_kind(Text(zh=f"结算账户 {number}", en=f"settlement account {number}"), file.get("collection"))


def _with_kind(text: Text, code: str | None) -> Text:
    if code is None:
        return text
    kind = common_code_label(code)
    return Text(zh=f"{text.zh}（{kind.zh}）", en=f"{text.en} ({kind.en})")


def to_pdf(html: str) -> bytes:
    """Return a page as tagged PDF: headings, tables and figures are marked as such. Nothing is fetched while it is set.

    Raises TagridError where the system libraries that weasyprint draws with are missing.
    """
    try:
        from weasyprint import HTML  # heavy, and its system libraries may be missing
    except OSError as error:
        first, install = str(error).splitlines()[0], "`apt-get install libpango-1.0-0 libpangoft2-1.0-0`"
        raise TagridError(
            en=f"PDF needs the system library Pango ({first}); install it, on Debian {install}, or ask for `--format "
            "html`.",
            zh=f"生成 PDF 需要系统库 Pango（{first}）；请安装（Debian：{install}），或改用 HTML（`--format html`）。",
        ) from error
    return HTML(string=html, url_fetcher=_fetch_nothing).write_pdf(pdf_tags=True)


def _fetch_nothing(url: str, *_: object, **__: object) -> dict:
    raise ValueError(f"a document fetches nothing, not {url}")
