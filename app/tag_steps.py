"""The card of a tag in the five steps of the method: requirement, concept, rule, classification, management."""

import html

import streamlit as st

from app import tables, tag_values
from app.evaluated import evaluated
from app.owners import owner_name
from app.words import named, t

_LIFE = ("draft", "active", "deprecated", "retired")


def draw(catalog, tag, version) -> None:
    """Draw the five steps on the left, who has which value and the examples on the right."""
    steps, values = st.columns([1.25, 1], gap="large")
    with steps:
        _block(1, "step_requirement", html.escape(named(tag.requirement)))
        _block(2, "step_concept", _concept(tag))
        _block(3, "step_rule", _rule_facts(tag))
        if tag.rule_sql:
            st.code(tag.rule_sql, language="sql", wrap_lines=True)
        _block(4, "step_classification", _place(catalog, tag))
        _block(5, "step_management", _management(catalog, tag) + _advice(tag, version))
    with values:
        if tag.is_served:
            tag_values.distribution(tag)
        else:
            _future_values(tag)
        _examples(tag)


def _block(number: int, key: str, body: str) -> None:
    st.html(f"<div class='tg-step'><b>{number}</b><div><h4>{t(key)}</h4>{body}</div></div>")


def _facts(pairs: list[tuple[str, str]]) -> str:
    spans = "".join(f"<span><span>{html.escape(k)}</span>{html.escape(v)}</span>" for k, v in pairs)
    return f"<div class='tg-facts'>{spans}</div>"


def _concept(tag) -> str:
    return html.escape(named(tag.definition)) + _facts([(t("criterion"), named(tag.criterion))])


def _rule_facts(tag) -> str:
    pairs = [(t("method"), t(tag.method)), (t("precedence"), t(tag.precedence))]
    said = _facts(pairs)
    return said if tag.rule_sql else said + f"<div class='tg-quiet'>{t('no_rule_yet')}</div>"


def _place(catalog, tag) -> str:
    """The five levels as a staircase; the values are the fifth."""
    names = [*(named(catalog.classes[path].label) for path in tag.chain), named(tag.label)]
    names.append(t("values_of", n=len(tag.values)))
    lines = "".join(
        f"<div style='padding-left:{n * 1.1}rem'><span>{n + 1}</span>{html.escape(name)}</div>"
        for n, name in enumerate(names)
    )
    return f"<div class='tg-levels'>{lines}</div>"


def _management(catalog, tag) -> str:
    approved = tag.approval
    pairs = [
        (t("code"), tag.name),
        (t("owner"), owner_name(tag.owner)),
        (t("cadence"), t(tag.cadence)),
        (t("sensitivity"), t(tag.sensitivity)),
        (t("catalog_version"), catalog.version),
        (t("approval"), f"{owner_name(approved.by)} · {approved.date}" if approved else t("not_approved")),
    ]
    return _life(tag) + _facts(pairs)


def _advice(tag, version) -> str:
    """What the last evaluation of the version, if there is one, says should become of the tag."""
    found = evaluated(version)
    figures = found.tags.get(tag.name) if found else None
    if figures is None:
        return ""
    why = " ".join(html.escape(named(reason)) for reason in figures.advice.reasons)
    pair = _facts([(t("advice"), t(f"ev_{figures.advice.action}"))])
    return f"{pair}<div class='tg-quiet'>{why}</div>"


def _life(tag) -> str:
    steps = "".join(f"<span class='{'now' if tag.status == state else ''}'>{t(state)}</span>" for state in _LIFE)
    return f"<div class='tg-life'>{steps}</div>"


def _future_values(tag) -> None:
    st.markdown(f"**{t('level_5')}**")
    tables.listed({t("value"): named(label), t("code"): code} for code, label in tag.values.items())


def _examples(tag) -> None:
    st.markdown(f"**{t('examples')}**")
    lines = "".join(_example(tag, example) for example in tag.examples)
    st.html(f"<div class='tg-examples'>{lines}</div>")


def _example(tag, example) -> str:
    given = ", ".join(f"{name} = {_input(value)}" for name, value in example.given.items())
    given = given.replace("_", "_<wbr>") if (given := html.escape(given)) else t("nothing_known")
    return f"<span>{html.escape(named(tag.value_label(example.gives)))}</span><code>{given}</code>"


def _input(value) -> str:
    """Write what an example gives as the rule beside it would: true and false as in SQL, a dash for null."""
    if value is None:
        return "–"
    return str(value).lower() if isinstance(value, bool) else str(value)
