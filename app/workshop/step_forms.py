"""The workshop's forms: requirement, concept, classification and management, and the hand-over of the file."""

import streamlit as st

from app.shared import tables
from app.shared.labels import owner_label
from app.shared.words import code_span, escape_markdown, in_language, listed, message, t, t_markdown
from app.workshop.state import (
    LANGUAGE_WORDS,
    STEP_WORDS,
    draft_idea,
    enter,
    entered,
    input_key,
    previewed,
    similar_in_data,
)
from tagrid.core.errors import BadInput
from tagrid.governance.evaluation import DEPENDENT_V
from tagrid.governance.workshop import columns_by_theme as input_themes, open_points, sharing_data
from tagrid.governance.workshop.hand_over import hand_over

# Of each text: what it is called, and an example in either language.
TEXTS = {
    "goal": ("workshop_goal", "workshop_goal_zh", "workshop_goal_en"),
    "scenario": ("workshop_scenario", "workshop_scenario_zh", "workshop_scenario_en"),
    "label": ("workshop_label", "workshop_label_zh", "workshop_label_en"),
    "definition": ("workshop_definition", "workshop_definition_zh", "workshop_definition_en"),
    "criterion": ("criterion", "workshop_criterion_zh", "workshop_criterion_en"),
}


def _both_languages(field: str, height: int | None = None) -> None:
    """Ask one text in both languages, side by side."""
    name, *such = TEXTS[field]
    for column, lang, example in zip(st.columns(2), LANGUAGE_WORDS, such, strict=True):
        draw = column.text_area if height else column.text_input
        size = {"height": height} if height else {}
        label = f"{t(name)} · {t(LANGUAGE_WORDS[lang])}"
        input_key(draw, f"{field}_{lang}", label, placeholder=t(example), **size)


def _class_names(catalog, level: int, subject: str = "") -> dict[str, str]:
    """Return the classes of a level under a subject by path, by their names from level 2 down."""
    found = [c for c in catalog.classes.values() if c.level == level and c.path.startswith(subject)]
    names = {}
    for one in found:
        parts = one.path.split("/")
        above = ["/".join(parts[: n + 1]) for n in range(min(1, level - 1), level)]
        names[one.path] = " › ".join(in_language(catalog.classes[path].label) for path in above)
    return names


def draw_requirement(opened) -> None:
    """Ask why the tag should exist, about which customers, and from which data."""
    catalog = opened.catalog
    _both_languages("goal", height=90)
    _both_languages("scenario", height=90)
    subjects = _class_names(catalog, 1)
    before = entered()["subject"]
    input_key(st.segmented_control, "subject", t("subject"), list(subjects), format_func=subjects.get, required=True)
    subject = entered()["subject"]
    if subject != before:
        put_later = {"themes": [], "chain": None}
        entered().update(put_later)
        for field in put_later:
            st.session_state.pop(f"workshop_{field}", None)
    try:
        served = input_themes(opened.version)
    except BadInput as fault:
        st.error(message(fault), icon=":material/error:")
        st.stop()
    names = {path.split("/")[-1]: words for path, words in _class_names(catalog, 3, f"{subject}/").items()}
    themes = [theme for theme in names if theme in served]
    input_key(
        st.multiselect,
        "themes",
        t("workshop_themes"),
        themes,
        format_func=lambda theme: names.get(theme, theme),
        help=t("workshop_themes_help"),
        placeholder=t("workshop_themes_such"),
    )
    _sources(catalog, entered()["themes"])


def _sources(catalog, themes: list[str]) -> None:
    tables = sorted({table for tag in catalog.tags.values() if tag.theme in themes for table in tag.source_tables})
    if tables:
        st.caption(f"{t('workshop_sources')} {listed(map(code_span, tables))}")


def draw_concept(opened) -> None:
    """Ask what the tag means: its name, its definition and the one criterion by which it divides."""
    _both_languages("label")
    _both_languages("definition", height=120)
    _both_languages("criterion")


def draw_classification(opened) -> None:
    """Ask for the tag's place in the five levels, and its name there."""
    catalog, draft = opened.catalog, entered()
    places = _class_names(catalog, 3, f"{draft['subject']}/")
    if draft["chain"] not in places:
        first = next((path for path in places if path.split("/")[-1] in draft["themes"][:1]), None)
        enter("chain", first)
    input_key(
        st.selectbox,
        "chain",
        t("workshop_chain"),
        list(places),
        format_func=lambda path: places.get(path, path),
        placeholder=t("workshop_chain_such"),
    )
    input_key(st.text_input, "name", t("workshop_name"), placeholder="payment_rhythm", help=t("workshop_name_help"))
    if draft["chain"]:
        st.markdown(_levels(catalog, draft_idea()))
        siblings = [tag for tag in catalog.tags.values() if tag.chain[2] == draft["chain"]]
        st.markdown(f"**{t('workshop_siblings')}**")
        rows = [
            {t("name"): tables.CodedValue(in_language(tag.label), tag.name), t("criterion"): in_language(tag.criterion)}
            for tag in siblings
        ]
        tables.html_table(rows)


def _levels(catalog, made) -> str:
    parts = made.chain.split("/")
    chain = [message(catalog.classes["/".join(parts[: n + 1])].label) for n in range(len(parts))]
    label = escape_markdown(in_language(made.label) or made.name or "…")
    values = " / ".join(escape_markdown(in_language(words) or code) for code, words in made.values.items()) or "…"
    return "  \n".join(f"{level} · {word}" for level, word in enumerate([*chain, label, values], 1))


def draw_management(opened) -> None:
    """Ask how the tag is managed: cadence, owner, sensitivity, precedence of its values, what it derives from."""
    catalog = opened.catalog
    left, right = st.columns(2)
    with left:
        _choice("cadence", ("daily", "weekly", "monthly", "yearly"))
        owners = sorted({tag.owner for tag in catalog.tags.values()})
        if entered()["owner"] and entered()["owner"] not in owners:
            owners.append(entered()["owner"])
        names = {owner: owner_label(owner) for owner in owners}
        input_key(
            st.selectbox,
            "owner",
            t("owner"),
            owners,
            accept_new_options=True,
            placeholder=t("workshop_owner_such"),
            format_func=lambda owner: names.get(owner, owner),
        )
    with right:
        _choice("sensitivity", ("public", "internal", "restricted"))
        _choice("precedence", ("exclusive", "ordered"))
    _derived(opened)
    st.caption(t("workshop_status"))


def _choice(field: str, options: tuple[str, ...]) -> None:
    names = {option: t(option) for option in options}
    input_key(st.selectbox, field, t(field), options, format_func=lambda option: names.get(option, option))


def _derived(opened) -> None:
    catalog, draft = opened.catalog, entered()
    short = {tag.name: in_language(tag.label) for tag in catalog.of(draft["subject"])}
    names = {name: f"{label}  {name}" for name, label in short.items()}
    seen, _ = previewed(opened)
    strong = [one.tag for one in similar_in_data(opened, seen) if one.nearness >= DEPENDENT_V and one.tag in names]
    input_key(
        st.multiselect,
        "derived_from",
        t("derived_from"),
        list(names),
        format_func=lambda name: names.get(name, name),
        help=t("workshop_derived_help"),
        placeholder=t("workshop_derived_such"),
    )
    new = [name for name in strong if name not in draft["derived_from"]]
    shared = sharing_data(catalog, seen.proposed.rule.inputs, new) if seen and new else []
    if shared:
        words = t_markdown("workshop_derived_add", tags=listed((short[name] for name in shared), en="; "))
        whole = [*draft["derived_from"], *shared]
        st.button(words, icon=":material/add:", on_click=enter, args=("derived_from", whole), wrap=True)
    if apart := [name for name in new if name not in shared]:
        st.caption(t_markdown("workshop_related", tags=listed((short[name] for name in apart), en="; ")))


def draw_file(opened) -> None:
    """Draw the file once every step is complete; before that, what is open in which step."""
    made, (seen, _) = draft_idea(), previewed(opened)
    lacking = {step: points for step, points in open_points(made, opened.catalog, seen).items() if points}
    if lacking or seen is None:
        st.info(t("workshop_not_yet"), icon=":material/pending:")
        for step, points in lacking.items():
            st.markdown(f"**{int(step)}  {t(STEP_WORDS[str(step)])}**")
            st.markdown("\n".join(f"- {message(point)}" for point in points))
        return
    handed = hand_over(made, seen)
    for fault in handed.faults:
        st.error(message(fault), icon=":material/error:")
    if not handed.faults:
        st.success(t("workshop_checked"), icon=":material/verified:")
    st.markdown(f"**1** {t_markdown('workshop_save', path=code_span(handed.place.path))}")
    st.code(handed.text, language="yaml", wrap_lines=True)
    st.download_button(
        t_markdown("workshop_download", name=f"{handed.place.name}.yml"),
        handed.text.encode(),
        f"{handed.place.name}.yml",
        "application/yaml",
        icon=":material/download:",
        type="primary",
    )
    st.markdown(f"**2** {t_markdown('workshop_paste', model=code_span(handed.place.model))}")
    st.code(handed.column, language="sql")
    if handed.joins:
        st.markdown(t("workshop_steps_add"))
        st.code(handed.steps, language="sql")
        st.markdown(t("workshop_joins_add"))
        st.code(handed.joins, language="sql")
    for column, theme in handed.open.items():
        st.warning(t_markdown("workshop_join", column=column, theme=theme), icon=":material/join:")
    st.markdown(f"**3** {t('workshop_then')}")
