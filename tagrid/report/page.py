"""Sets a document as one self-contained HTML page; whatever comes from data is shown as text."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tagrid.report.codes import named
from tagrid.report.facts import Facts
from tagrid.report.letterhead import Letterhead
from tagrid.report.model import Document
from tagrid.report.text import Text, yuan

TEMPLATES = Path(__file__).parent / "templates"
WORDS = {
    "as_of": Text("数据截至", "Data as of"),
    "version": Text("版本", "version"),
    "catalog": Text("标签目录", "catalog"),
    "hotline": Text("客户服务热线", "Customer service"),
    "account": Text("户号", "Account"),
    "unnamed": Text("电力客户", "Electricity customer"),
    "period": Text("报告期", "Period"),
    "source": Text("依据：", "Source: "),
    "limit": Text("标准：", "limit: "),
    "by": Text("期限：", "by "),
    "worth": Text("一年约 ", "a year: "),
}
GRADES = {
    "treat_now": Text("立即处理", "Treat now"),
    "attention": Text("关注", "Attention"),
    "note": Text("提示", "Note"),
    "saving": Text("节省", "Saving"),
}
MARK = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="#0f6e84"/>'
    '<path d="M22.5 6 L11 22.5 H18.6 L16.6 34 L29 16.8 H21 Z" fill="#ffffff"/></svg>'
)


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


def page(doc: Document, facts: Facts, letterhead: Letterhead, lang: str) -> str:
    """Return the document in ``lang`` as HTML that needs no other file."""
    return (
        _environment(lang)
        .get_template("document.html")
        .render(
            doc=doc,
            facts=facts,
            who=_who(facts),
            letterhead=letterhead,
            lang=lang,
            words=WORDS,
            grades=GRADES,
            mark=MARK,
            style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
        )
    )


def _who(facts: Facts) -> dict:
    known = facts.customer
    told = [named(known["customer_type"])] if known.get("customer_type") else []
    if facts.supply.get("transformer_ownership"):
        told.append(named(facts.supply["transformer_ownership"]))
    told += [Text(known[key], known[key]) for key in ("address",) if known.get(key)]
    return {"id": facts.customer_id, "name": known.get("customer_name"), "facts": told}
