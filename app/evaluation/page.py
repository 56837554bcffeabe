"""Evaluation 后评估: is the classification sound on the customers there are, and what should become of each tag."""

import streamlit as st

from app.evaluation import condition_charts, sections
from app.shared import frame
from app.shared.words import in_language, message, t
from tagrid.core.errors import BadInput

st.title(t("evaluation"), anchor=False)
opened = frame.opened()
found = sections.current_evaluation(opened.version)

if (linked := frame.link_value("tag")) and linked not in found.tags:
    try:
        opened.catalog.tag(linked)
    except BadInput as error:
        st.warning(message(error), icon=":material/link_off:")

sections.draw_headline(found)
sections.draw_faults(found)
subjects = {
    path: message(opened.catalog.classes[path].label) for path in found.customers if path in opened.catalog.classes
}
actions = {"all": t("ev_all"), **{action: t(word) for action, word in sections.ACTIONS.items()}}

linked_subject = found.tags[linked].subject if linked in found.tags else None

if linked_subject in subjects and ("ev_subject" not in st.session_state or frame.link_changed("tag")):
    st.session_state["ev_subject"] = linked_subject
elif "ev_subject" not in st.session_state:
    st.session_state["ev_subject"] = next(iter(subjects))

left, right = st.columns([1, 1])
subject = left.segmented_control(
    t("level_1"),
    list(subjects),
    format_func=lambda path: subjects.get(path, path),
    key="ev_subject",
    required=True,
)
frame.follow_link("advice", "ev_action", actions, "all")
wanted = right.segmented_control(
    t("ev_advice"),
    list(actions),
    format_func=lambda action: actions.get(action, action),
    key="ev_action",
    required=True,
)
frame.write_link(advice=wanted if wanted != "all" else None)
of_subject = [tag for tag in found.tags.values() if tag.subject == subject]
shown = [tag for tag in of_subject if tag.available and wanted in ("all", tag.advice.action)]
selected = sections.draw_table(found, shown, opened.catalog) if shown else frame.link_value("tag")
sections.draw_missing([tag for tag in of_subject if not tag.available])
names = {tag.name: f"{in_language(tag.label)}  ·  {tag.name}" for tag in of_subject}

# A tag clicked in the table, linked, or gone back to; else what was chosen here last, where it is of this subject.
if selected != frame.link_value("tag") or frame.link_changed("tag") or st.session_state.get("ev_tag") not in names:
    st.session_state["ev_tag"] = selected if selected in names else next(iter(names), None)

chosen = st.selectbox(t("ev_choose"), list(names), format_func=lambda name: names.get(name, name), key="ev_tag")
frame.write_link(tag=chosen)

if chosen:
    tag = opened.catalog.tags[chosen]
    sections.draw_tag(found, found.tags[chosen], {code: in_language(tag.value_label(code)) for code in tag.codes})

st.divider()
condition_charts.association_map(found, subject or next(iter(subjects)))
