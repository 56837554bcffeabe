"""A portrait as text on a terminal, in Chinese or English."""

from collections.abc import Iterator
from itertools import groupby

from rich.console import Console
from rich.table import Table

from tagrid.catalog import Catalog
from tagrid.core.formats import with_unit
from tagrid.portrait.bills import correction_reason
from tagrid.portrait.conversation import TalkingPoint

MONTHS, BILLS, EVENTS = 13, 12, 15


_WORDS = {
    "customer_id": ("户号", "Account"),
    "customer_type": ("客户类型", "Customer type"),
    "district": ("区县", "District"),
    "address": ("地址", "Address"),
    "phone": ("电话", "Telephone"),
    "opened_on": ("立户", "Opened"),
    "closed_on": ("销户", "Closed"),
    "contract_capacity_kva": ("合同容量", "Contract capacity"),
    "manager_name": ("客户经理", "Account manager"),
    "annual_kwh": ("年用电量（按完整月折算）", "Energy a year, by its complete months"),
    "amount_yuan_12m": ("近12个月电费", "Bills, last 12 months"),
    "default_chance": ("欠费可能性", "Chance of arrears"),
    "talking_points": ("和客户谈什么", "What to raise"),
    "tags": ("标签", "Tags"),
    "since": ("自", "since"),
    "usage": ("每月电量（kWh）", "Energy by month (kWh)"),
    "days": ("有读数天数", "Days read"),
    "correction": ("其中退补", "of it a correction of"),
    "bills": ("账单（电费年月、应收、实收、最后交费日、最近交费日）", "Bills (month, amount, paid, due, last paid)"),
    "events": ("服务、停电与催费", "Service, outages and reminders"),
    "reasons": ("风险原因", "Why this risk"),
    "apart": (
        "各项作用是逐项单独算出的，相互关联，不能相加。",
        "Each effect is worked out on its own; effects overlap and do not add up.",
    ),
    "raises": ("使可能性上升{:.1f}个百分点", "raises the chance by {:.1f} points"),
    "lowers": ("使预计值下降{:.1f}个百分点", "lowers the expected value by {:.1f} points"),
    "reviews": ("人工复核", "Reviews by people"),
    "confirmed": ("属实", "confirmed"),
    "refuted": ("不属实", "refuted"),
    "none": ("无记录", "none on record"),
    "refused_uses": ("已拒绝（截至目前）", "Refused, as known now"),
    "history": (
        "标签来自变更历史，依据版本 {}；当日的账单、服务记录与风险原因未保留",
        "Tags come from the history as version {} knew it; bills, service and reasons of that day are not kept",
    ),
    "merged_from": ("户号 {} 已并入本户", "Account {} was merged into this one"),
    "as_of": ("截至 {}，版本 {}，目录 {}", "As of {}, version {}, catalog {}"),
}  # fmt: skip

# Facts that are numbers: their digits and their unit.
_NUMBERS = {
    "contract_capacity_kva": ("{:,.0f}", "kva"),
    "annual_kwh": ("{:,.0f}", "kwh"),
    "amount_yuan_12m": ("{:,.2f}", "yuan"),
    "default_chance": ("{:.1%}", "chance"),
}

_USES = {
    "marketing": ("营销推广", "marketing"),
    "profiling": ("画像分析", "profiling"),
    "sharing": ("数据共享", "sharing"),
}

_TYPES = {
    "enterprise": ("企业", "Enterprise"),
    "institution": ("机关事业单位", "Institution"),
    "household": ("居民", "Household"),
}


def show(seen: dict, catalog: Catalog, lang: str) -> None:
    """Print the portrait `seen` to standard output in `lang`, ``zh`` or ``en``."""
    out = Console(highlight=False, markup=False, emoji=False)
    _head(out, seen, lang)
    if "talking_points" in seen:
        _section(out, "talking_points", _point_rows(seen["talking_points"], catalog, lang), lang)
    _tags(out, seen, catalog, lang)
    if seen.get("reviews"):
        _section(out, "reviews", _review_rows(seen, catalog, lang), lang)
    if seen.get("source") == "history":
        _section(out, "usage", _month_rows(seen, lang), lang)
        out.print()
        out.print(_text("history", lang).format(seen["known"]), style="dim")
        return
    _section(out, "reasons", _reason_rows(seen, lang), lang)
    if seen["reasons"]:
        out.print(_text("apart", lang), style="dim")
    _section(out, "usage", _month_rows(seen, lang), lang)
    _section(out, "bills", _bill_rows(seen, lang), lang)
    _section(out, "events", _event_rows(seen, lang), lang)


def _text(key: str, lang: str) -> str:
    return _WORDS[key][lang == "en"]


def _head(out: Console, seen: dict, lang: str) -> None:
    who = seen["customer"]
    out.print(who["customer_name"] or who["customer_id"], style="bold")
    out.print(_text("as_of", lang).format(seen["as_of"], seen["version"], seen["catalog_version"]), style="dim")
    if seen.get("merged_from"):
        out.print(_text("merged_from", lang).format(seen["merged_from"]))
    table = Table(box=None, show_header=False)
    if refused := seen.get("refused_uses"):
        uses = ", ".join(_USES[one][lang == "en"] for one in refused)
        table.add_row(_text("refused_uses", lang), uses)
    for key in (key for key in _WORDS if who.get(key) is not None):
        table.add_row(_text(key, lang), _fact(key, who[key], lang))
    out.print(table)


def _fact(key: str, value: object, lang: str) -> str:
    if key == "customer_type":
        return _TYPES.get(str(value), (str(value),) * 2)[lang == "en"]
    if key not in _NUMBERS:
        return str(value)
    digits, unit = _NUMBERS[key]
    return with_unit(digits.format(value), unit, lang)


def _point_rows(points: tuple[TalkingPoint, ...], catalog: Catalog, lang: str) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(points, 1):
        tag = catalog.tags[one.tag]
        head = f"{number}. {tag.label.in_(lang)}"
        yield head, f"{tag.value_label(one.value).in_(lang)}\n{one.say.in_(lang)}\n→ {one.do.in_(lang)}"


def _tags(out: Console, seen: dict, catalog: Catalog, lang: str) -> None:
    for path, tags in groupby(seen["tags"], key=lambda tag: f"{tag['subject']}/{tag['dimension']}/{tag['theme']}"):
        theme = catalog.classes.get(path)
        rows = (_tag_row(tag, lang, seen.get("feed_notes", {})) for tag in tags)
        _section(out, "tags", rows, lang, theme.label.in_(lang) if theme else path)


def _tag_row(tag: dict, lang: str, notes: dict[str, dict[str, str]]) -> tuple[str, str, str, str]:
    since = f"{_text('since', lang)} {tag['since']}" if tag["since"] else ""
    return tag["label"][lang], tag["value_label"][lang], since, notes.get(tag["tag"], {}).get(lang, "")


def _reason_rows(seen: dict, lang: str) -> Iterator[tuple]:
    for row in seen["reasons"]:
        # what only describes, as a shape does, raises nothing
        effect = row["effect"]
        points = "" if effect is None else _text("raises" if effect > 0 else "lowers", lang).format(abs(effect) * 100)
        yield row["text"][lang], points


def _review_rows(seen: dict, catalog: Catalog, lang: str) -> Iterator[tuple]:
    for one in seen["reviews"]:
        tag = catalog.tags.get(one["tag"])
        text = f"{tag.label.in_(lang) if tag else one['tag']} {one['value']}"
        yield str(one["reviewed_on"]), text, _text(one["verdict"], lang), one["by"], one["because"]


def _month_rows(seen: dict, lang: str) -> Iterator[tuple]:
    months = seen["months"][-MONTHS:]
    most = max((month["kwh"] for month in months), default=0) or 1
    for month in months:
        bar = "█" * max(round(month["kwh"] / most * 30), 0)
        yield f"{month['month_on']:%Y-%m}", f"{month['kwh']:,.1f}", f"{_text('days', lang)} {month['days']}", bar


def _bill_rows(seen: dict, lang: str) -> Iterator[tuple]:
    for bill in seen["bills"][:BILLS]:
        paid = "–" if bill["paid_yuan"] is None else f"{bill['paid_yuan']:,.2f}"
        yield (
            f"{bill['bill_month']:%Y-%m}",
            f"{bill['amount_yuan']:,.2f}",
            paid,
            str(bill["due_on"]),
            str(bill["last_paid_on"] or "–"),
            _correction(bill, lang),
        )


def _correction(bill: dict, lang: str) -> str:
    yuan = bill.get("correction_yuan")
    if yuan is None:
        return ""
    return " ".join([_text("correction", lang), f"{yuan:+,.2f}", correction_reason(bill).in_(lang)])


def _event_rows(seen: dict, lang: str) -> Iterator[tuple]:
    for event in seen["events"][:EVENTS]:
        yield str(event["happened_on"]), event["what"][lang], event["text"][lang]


def _section(out: Console, key: str, rows: Iterator[tuple], lang: str, title: str | None = None) -> None:
    """Print a titled block of rows; one without rows says so."""
    out.print()
    out.print(title or _text(key, lang), style="bold")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    for row in rows:
        table.add_row(*row)
    out.print(table if table.row_count else f"  {_text('none', lang)}")
