"""Why a tag has its value: the branch that applies with the customer's numbers, a score's reasons, and reviews."""

import html

import polars as pl
import streamlit as st

from app.portrait import usage
from app.shared import charts, formats, frame, scores, tables
from app.shared.labels import value_label
from app.shared.person import current_person, remember_person
from app.shared.scores import VERDICT_WORDS, reviews_table, score_of_tag
from app.shared.words import in_language, listed, message, t, t_markdown
from tagrid.catalog import HIDDEN, UNKNOWN
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.portrait import Why, chosen_highlights
from tagrid.portrait.why import why
from tagrid.published import current_version, customer_feed_notes
from tagrid.scoring import VERDICTS, Explanation, Score, add_review, explain_score, list_reviews

_MOST_HEIGHT = 380  # pixels of the table of what every number does

# By target, and whether the effect is upwards.
POINTS = {
    ("chance", True): "ps_raises",
    ("chance", False): "ps_lowers",
    ("amount", True): "ps_up",
    ("amount", False): "ps_down",
}


def draw_reasons(version, tag, row: dict, seen: dict, output: float | str | None) -> None:
    """Draw the reasons of a tag made from a score; ``output`` is the score's, None where it gave none."""
    score = score_of_tag(tag)
    if score is None:
        return
    own = [one for one in seen["reasons"] if one["tag"] == tag.name]
    if not isinstance(score, Score):
        _shape(tag, row, seen, own)
        return
    if output is not None and own:
        charts.chart_title(_title(tag, row, score, float(output)))
        for one in own:
            st.markdown(f"- {message(one['text'])} — {points(score, one['effect'])}")
        st.caption(t("ps_apart"))
    _on_demand(version, tag, row, seen, score, is_alone=not own)


def points(score: Score, effect: float) -> str:
    """Return in words what a number does to the score."""
    return t(POINTS[score.target, effect > 0], points=formats.points(abs(effect)))


def _title(tag, row: dict, score: Score, output: float) -> str:
    label = scores.score_text(score, "label")
    fills = {"tag": in_language(tag.label), "band": value_label(tag, row["value"]), "label": label}
    if score.target == "chance":
        return t("ps_chance", chance=formats.share(output), **fills)
    return t("ps_amount", amount=f"{output:+.1%}", **fills)


def _shape(tag, row: dict, seen: dict, own: list[dict]) -> None:
    """Draw the load curve and the name of its shape."""
    if row["value"] == UNKNOWN:
        return
    charts.chart_title(t("ps_shape", tag=in_language(tag.label), band=value_label(tag, row["value"])))
    for one in own:
        st.markdown(f"- {message(one['text'])}")
    if seen["load"]:
        usage.load(seen)


def _on_demand(version, tag, row: dict, seen: dict, score: Score, is_alone: bool) -> None:
    """Draw the model's own explanation of the customer, reasons first where the refresh wrote none."""
    try:
        found = _explained(frame.cache_key(version), score.name, seen["customer"]["customer_id"], version)
    except TagridError as error:
        st.caption(message(error))
        return
    if found.output is None:
        st.caption(message(found.why) if found.why else t("ps_none"))
        return
    if is_alone:
        charts.chart_title(_title(tag, row, score, found.output))
        st.caption(t("ps_on_demand") if found.reasons else t("ps_none"))
        for one in found.reasons:
            st.markdown(f"- {message(one.label)}{t('colon')}{message(one.value_text)} — {points(score, one.effect)}")
        if found.reasons:
            st.caption(t("ps_apart"))
    _every_effect(found, score)


@st.cache_resource(max_entries=64, show_spinner=False)
def _explained(key: tuple[str, str], score: str, customer_id: str, _version) -> Explanation:
    with st.spinner(t("ps_asking")):
        return explain_score(home(), _version, score, customer_id)


def _every_effect(found: Explanation, score: Score) -> None:
    """Put every number's effect behind a popover: what it is, what is usual, what it does."""
    with st.popover(t("ps_every"), icon=":material/format_list_numbered:"):
        rows = [
            {
                t("ps_number"): in_language(one.label),
                t("ps_own"): in_language(one.value_text),
                t("ps_usual"): scores.value_format(score, one.feature)(one.typical),
                t("ps_effect"): points(score, one.effect),
            }
            for one in found.effects
        ]
        tables.html_table(rows, _MOST_HEIGHT)
        st.caption(t("ps_apart"))
        if found.missing:
            names = listed(scores.input_name(score, name) for name in found.missing)
            st.caption(t_markdown("ps_missing", n=len(found.missing), names=names))
        st.caption(t_markdown("ps_model", id=found.model_id))


def draw_reviews(version, tag, seen: dict) -> None:
    """Draw the reviews of a customer's tag and, on today's version, the form for another."""
    score = score_of_tag(tag)
    if not isinstance(score, Score):
        return
    who = seen["customer"]["customer_id"]
    charts.chart_title(t("rv_title"))
    try:
        found = list_reviews(home(), who, tag.name)
    except TagridError as error:
        st.error(message(error), icon=":material/error:")
        return
    if st.session_state.pop("review_stored", None):
        st.success(t("rv_stored"), icon=":material/check:")
    if found:
        reviews_table(found, tag)
    else:
        st.caption(t("rv_none"))
    if version.id == current_version(home()).id:
        _review_form(tag, score, who)


def _review_form(tag, score: Score, who: str) -> None:
    key = f"{tag.name}_{who}"
    labels = {verdict: t(VERDICT_WORDS[verdict]) for verdict in VERDICTS}
    with st.expander(t("rv_add"), icon=":material/rate_review:"), st.form(f"review_{key}", border=False):
        st.caption(t_markdown("rv_what", label=scores.score_text(score, "label")))
        verdict = st.segmented_control(
            t("rv_verdict"), list(labels), format_func=lambda one: labels.get(one, one), key=f"review_verdict_{key}"
        )
        because = st.text_area(
            t("rv_because"), key=f"review_because_{key}", height=80, placeholder=t("rv_because_help"), max_chars=1000
        )
        by = st.text_input(t("rv_by"), value=current_person(), key=f"review_by_{key}", max_chars=100)
        if st.form_submit_button(t("rv_send"), icon=":material/check:"):
            if verdict is None:
                st.warning(t("rv_choose"), icon=":material/rule:")
            else:
                _record_review(who, tag.name, verdict, because, by)


def _record_review(who: str, tag: str, verdict: str, because: str, by: str) -> None:
    try:
        add_review(home(), who, tag, verdict, because, by)
    except TagridError as error:
        st.error(message(error), icon=":material/error:")
        return
    remember_person(by)
    st.session_state["review_stored"] = True
    st.rerun()


def draw_why(version, catalog, seen: dict) -> None:
    """Ask for a tag, and draw why it has its value."""
    held = {row["tag"]: row for row in seen["tags"] if row["tag"] in catalog.tags and row["value"] != HIDDEN}
    st.header(t("why_title"), anchor=False)
    if not held:
        st.caption(t("why_no_tags"))
        return
    tag, row = _choose(catalog, held)
    with version.connect() as con:
        found = why(con, catalog, tag, seen["customer"]["customer_id"], viewer=frame.viewer())
    if found is None:
        st.caption(t("why_not_published"))
        return
    draw_reasons(version, tag, row, seen, _output(found, tag))
    _numbers(found, tag, row)
    if note := customer_feed_notes(home(), version, {tag.name: row["value"]}, catalog).get(tag.name):
        st.warning(message(note), icon=":material/signal_disconnected:")
    _steps(found, tag)
    _behind(found, tag, seen)
    draw_reviews(version, tag, seen)


def _choose(catalog, held: dict[str, dict]) -> tuple:
    wanted = frame.link_value("why")
    known = [name for name, row in held.items() if row["value"] != UNKNOWN] or list(held)
    preferred = next((name for name in chosen_highlights().explained_first if name in known), known[0])
    first = wanted if wanted in held else preferred
    names = list(held)
    labels = {name: _finding(catalog.tags[name], row["value"]) for name, row in held.items()}
    chosen = st.selectbox(
        t("why_choose"), names, index=names.index(first), format_func=lambda one: labels.get(one, one),
        key=f"why_{','.join(names)[:40]}", label_visibility="collapsed",
    )  # fmt: skip
    frame.write_link(why=chosen if chosen != preferred else None)
    return catalog.tags[chosen], held[chosen]


def _finding(tag, code: str) -> str:
    return f"{in_language(tag.label)}{t('colon')}{value_label(tag, code)}"


def _output(found: Why, tag) -> float | str | None:
    """Return a score's output as the rule read it."""
    score = scores.score_of_tag(tag)
    return next((one.value for one in found.numbers if score and one.name == score.output), None)


def _numbers(found: Why, tag, row: dict) -> None:
    charts.chart_title(t("why_because", tag=in_language(tag.label), value=value_label(tag, found.value)))
    if found.value != row["value"]:
        st.caption(t_markdown("why_held", value=value_label(tag, row["value"])))
    shown = found.decisive or found.numbers
    cells = "".join(
        f"<span>{html.escape(in_language(one.label))}</span><b>{html.escape(in_language(one.text))}</b>"
        f"<code>{one.name}</code>"
        for one in shown
    )
    st.html(f"<div class='tg-numbers'>{cells}</div>")


def _steps(found: Why, tag) -> None:
    """Draw the branches in the rule's order: those passed over, the one that applies, and those not reached."""
    lines, decided = [], False
    for step in found.steps:
        mark, kind = ("✓", "now") if step.applies else ("·", "rest") if decided else ("✗", "past")
        decided = decided or step.applies
        words = in_language(step.condition) if step.condition else t("why_else")
        given = value_label(tag, step.value) if step.value else t("why_any")
        state = "yes" if step.applies else kind
        lines.append(
            f"<span class='{state}'>{mark}</span><span class='{kind}' title='{html.escape(step.sql, quote=True)}'>"
            f"{html.escape(words)}</span><span class='{kind}'>{html.escape(given)}</span>"
        )
    if not decided:
        lines.append(f"<span class='yes'>✓</span><span class='now'>{t('why_none')}</span><span></span>")
    if len(found.steps) == 1 and found.steps[0].condition is None:
        st.caption(t("why_straight"))
        return
    st.caption(t("why_order"))
    st.html(f"<div class='tg-steps'>{''.join(lines)}</div>")


def _behind(found: Why, tag, seen: dict) -> None:
    table = pl.DataFrame(
        [(in_language(one.label), in_language(one.text), one.name) for one in found.numbers],
        schema=[t("why_number"), t("value"), t("code")],
        orient="row",
    )
    with st.container(horizontal=True):
        charts.data_popover(table, f"why_{tag.name}_{seen['customer']['customer_id']}", "why")
        with st.popover(t("why_rule"), icon=":material/code:"):
            st.code(tag.rule_sql, language="sql")
