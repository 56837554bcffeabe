"""An evaluation on a terminal: a line of figures and advice for each tag, what is behind one tag, and the faults."""

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from tagrid.governance.evaluation.model import Cause, Evaluation, OutcomeBand, TagFigures

_HEADS = {
    "en": ("tag", "coverage", "evenness", "top value", "PSI", "changed", "used", "advice", "nearest (NMI)"),
    "zh": ("标签", "覆盖率", "均匀度", "最多的取值", "PSI", "变化", "使用", "建议", "最相近（NMI）"),
}

# Narrower than this, the tags stand without their labels; than that, without the columns that hold names.
_ROOM, _LEAST = 150, 110

_NAMES = (3, 8)

_ACTIONS = {"keep": "保留", "merge": "合并", "split": "拆分", "retire": "停用"}

_CAUSES = {
    "not_delivered": ("来源从未到货", "source never delivered"),
    "not_known": (
        "该客户没有此项数据（历史不足或未登记）",
        "not known: too little history, or not recorded",
    ),
    "condition": ("规则的条件", "a condition of the rule"),
    "hole": ("没有任何条件包含", "no condition takes them"),
    "no_row": ("主题中没有该客户", "no row in the theme"),
}

_USES = {
    "zh": {"view": "查看", "segment": "客群", "export": "导出", "saved": "已存客群"},
    "en": {"view": "views", "segment": "segments", "export": "exports", "saved": "saved segments"},
}

_STYLE = {"keep": "", "merge": "yellow", "split": "yellow", "retire": "red"}

_RELATIONS = {
    "nested": ("嵌套的阈值", "nested"),
    "earlier": ("已由前面的取值占去", "taken by an earlier value"),
    "remainder": ("其余已知客户", "the remainder"),
    "crossing": ("交叉", "crossing"),
}


def action_word(name: str, lang: str) -> str:
    """Return the word for an advice."""
    return _ACTIONS[name] if lang == "zh" else name


def cause_text(found: Cause, lang: str) -> str:
    """Return a cause of unknown in words: what is missing, and from where."""
    reason = _CAUSES[found.kind][lang == "en"]
    parts = [", ".join(found.inputs), found.condition or "", ", ".join(found.tables)]
    details = " ← ".join(part for part in parts if part)
    return f"{reason}: {details}" if details else reason


def print_evaluation(found: Evaluation, tags: list[TagFigures], console: Console, lang: str) -> None:
    """Print the figures of ``tags``, the reasons of each advice but keep, and why some are not available."""
    shown = [at for at in range(len(_HEADS[lang])) if at not in _NAMES or console.width >= _LEAST]
    table = Table(box=None, pad_edge=False)
    for at in shown:
        table.add_column(_HEADS[lang][at], no_wrap=at not in _NAMES, overflow="fold")
    for tag in tags:
        if tag.available:
            line = _line(tag, lang, console.width >= _ROOM)
            table.add_row(*(line[at] for at in shown))
    if table.rows:
        console.print(table)
    for tag in tags:
        if tag.advice.action != "keep" or (len(tags) == 1 and tag.available):
            _advise(tag, console, lang)
    for tag in tags:
        if not tag.available:
            head = "暂无数据：" if lang == "zh" else "not available: "
            console.print(RichText(f"{tag.name}  {head}{tag.reason.in_(lang) if tag.reason else ''}", style="yellow"))
    for note in found.notes:
        console.print(RichText(note.in_(lang), style="dim"))


def _line(tag: TagFigures, lang: str, with_label: bool) -> list[RichText | str]:
    near, moved = tag.strongest, tag.stability
    return [
        RichText(tag.name, style="cyan").append(f"  {tag.label.in_(lang)}" if with_label else "", style="default"),
        f"{tag.coverage:.1%}",
        f"{tag.evenness:.2f}",
        f"{tag.top.code} {tag.top_share:.1%}",
        f"{moved.psi:.3f}" if moved else "–",
        f"{moved.changed:.1%}" if moved else "–",
        str(sum(tag.uses.values())),
        RichText(action_word(tag.advice.action, lang), style=_STYLE[tag.advice.action]),
        f"{near.other(tag.name)} {near.nmi:.2f}" if near else "–",
    ]


def _advise(tag: TagFigures, console: Console, lang: str) -> None:
    reasons = " ".join(reason.in_(lang) for reason in tag.advice.reasons)
    head = RichText(f"{action_word(tag.advice.action, lang)} ", style=_STYLE[tag.advice.action])
    console.print(head.append(tag.name, style="cyan").append(f"  {reasons}", style="default"))


def print_tag_evaluation(tag: TagFigures, console: Console, lang: str) -> None:
    """Print what is behind the figures of one tag: values, overlaps, else, causes of unknown, related, outcome."""
    zh = lang == "zh"
    heads = (
        ("取值", "户数", "满足自身条件", "可得到") if zh else ("value", "customers", "meet its condition", "reachable")
    )
    table = Table(*heads, box=None, pad_edge=False)
    for value in tag.values:
        reached = {True: "✓", False: "✗", None: "?"}[value.is_reachable]
        table.add_row(value.code, f"{value.customers:,}", "?" if value.holds is None else f"{value.holds:,}", reached)
    console.print(table)
    if tag.unchecked:
        console.print(RichText(tag.unchecked.in_(lang), style="yellow"))
    for line in [*_condition_lines(tag, lang), *_outcome(tag, lang), *_used(tag, lang)]:
        console.print(RichText(line))


def _condition_lines(tag: TagFigures, lang: str) -> list[str]:
    found, zh = tag.conditions, lang == "zh"
    if found is None:
        return []
    lines = [
        f"{one.first} ∩ {one.second}: {one.both:,} ({one.decided:,})  {_RELATIONS[one.relation][not zh]}"
        for one in found.overlaps
    ]
    if found.else_value:
        null = f"其中 {found.else_unknown:,} 户有空值" if zh else f"{found.else_unknown:,} with an input that is null"
        lines.append(f"else → {found.else_value}: {found.else_customers:,}, {null}")
    return lines + [f"unknown {one.customers:,}: {cause_text(one, lang)}" for one in found.causes]


def _outcome(tag: TagFigures, lang: str) -> list[str]:
    if tag.outcome is None:
        return []
    if tag.outcome.missing:
        return [tag.outcome.missing.in_(lang)]
    head = f"{tag.outcome.as_of} → {tag.outcome.until}"
    return [f"{head}  {one.code}: {_band_text(one, lang)}" for one in tag.outcome.bands]


def _band_text(band: OutcomeBand, lang: str) -> str:
    if band.mean is None:
        return f"{band.cases:,} / {band.customers:,} = {band.rate:.1%}"
    mean = "平均" if lang == "zh" else "mean"
    return f"{band.customers:,}, {mean} {band.mean:+.1%}"


def _used(tag: TagFigures, lang: str) -> list[str]:
    """Uses by kind, where there were any."""
    words = _USES["zh" if lang == "zh" else "en"]
    return [", ".join(f"{words[kind]} {n:,}" for kind, n in tag.uses.items())] if tag.uses else []
