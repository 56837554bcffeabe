"""What has been entered in the workshop so far: apart from the widgets, so that going back loses nothing.

It is stored as a draft at every change, and the link names the draft: a page that is loaded again, or opened by
another, goes on with it.
"""

import json
from typing import Any

import streamlit as st

from app.shared import frame
from app.shared.words import message
from tagrid.catalog import Catalog, Example
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import home
from tagrid.governance.workshop import (
    NearTag,
    PartialText,
    Preview,
    TagIdea,
    in_data,
    in_meaning,
    new_draft_id,
    store_draft,
    stored_draft,
)
from tagrid.governance.workshop.preview import preview

# The five steps and what follows them, by the number in the link.
STEP_WORDS = {
    "1": "workshop_step_1",
    "2": "workshop_step_2",
    "3": "workshop_step_3",
    "4": "workshop_step_4",
    "5": "workshop_step_5",
    "6": "workshop_step_6",
}

LANGUAGE_WORDS = {"zh": "workshop_zh", "en": "workshop_en"}

_ENTERED, _DRAFT, _STORED = "workshop_entered", "workshop_draft", "workshop_stored"

BEGUN_WITH = "workshop_from"  # the saved segment that the session has begun a tag with

_TEXTS = ("goal", "scenario", "label", "definition", "criterion")

_DEFAULTS: dict[str, Any] = {
    **{f"{name}_{lang}": "" for name in _TEXTS for lang in ("zh", "en")},
    "subject": "power_customer",
    "themes": [],
    "method": "rule",
    "rule": "",
    "values": {},
    "examples": [],
    "chain": None,
    "name": "",
    "cadence": "monthly",
    "owner": None,
    "sensitivity": "internal",
    "precedence": "exclusive",
    "derived_from": [],
}


def entered() -> dict[str, Any]:
    """Return everything entered so far, to read and to write."""
    if _ENTERED not in st.session_state:
        st.session_state[_ENTERED] = {**_DEFAULTS, "values": {}}
    return st.session_state[_ENTERED]


def start_again() -> None:
    """Forget everything entered; what follows is another draft."""
    for key in [key for key in st.session_state if str(key).startswith("workshop_")]:
        del st.session_state[key]


def follow_draft() -> bool | None:
    """Go on with the draft of the link, whichever segment it began with.

    Return whether it was taken up now, None where it is not there any more.
    """
    wanted = frame.link_value("draft")
    if not wanted or wanted == st.session_state.get(_DRAFT):
        return False
    if (found := stored_draft(home(), wanted)) is None:
        return None
    start_again()
    entered().update({name: value for name, value in found.items() if name in _DEFAULTS})
    st.session_state[BEGUN_WITH], st.session_state[_STORED] = frame.link_value("segment"), _as_json()
    st.session_state[_DRAFT] = wanted  # last: a run that a newer one ends before is done again, whole
    return True


def keep_draft() -> None:
    """Store what was entered if it changed, and name the draft in the link; called once the page is drawn."""
    now = _as_json()
    if now != st.session_state.setdefault(_STORED, json.dumps(_DEFAULTS, default=str)):
        draft = st.session_state.setdefault(_DRAFT, new_draft_id())
        try:
            store_draft(home(), draft, entered())
        except TagridError as error:
            st.warning(message(error), icon=":material/cloud_off:")
            return
        st.session_state[_STORED] = now
    frame.write_link(draft=st.session_state.get(_DRAFT))


def _as_json() -> str:
    return json.dumps(entered(), default=str)


def input_key(draw, field: str, *arguments: Any, **options: Any) -> Any:
    """Draw a widget for ``field`` with the value entered before, and store the value it has now."""
    key = f"workshop_{field}"
    if key not in st.session_state:
        st.session_state[key] = entered()[field]
    entered()[field] = draw(*arguments, key=key, **options)
    return entered()[field]


def begin(made: TagIdea) -> None:
    """Replace everything entered so far by ``made``."""
    start_again()
    texts = {f"{name}_{lang}": getattr(made, name).in_(lang) for name in _TEXTS for lang in ("zh", "en")}
    plain = {name: getattr(made, name) for name in ("subject", "method", "rule", "cadence", "sensitivity")}
    entered().update(
        texts | plain,
        precedence=made.precedence,
        themes=list(made.themes),
        values={code: (words.zh, words.en) for code, words in made.values.items()},
        examples=[{"given": one.given, "gives": one.gives} for one in made.examples],
        chain=made.chain or None,
        name=made.name,
        owner=made.owner or None,
        derived_from=list(made.derived_from),
    )


def enter(field: str, value: Any) -> None:
    """Enter ``value`` for ``field``; for a button's callback."""
    entered()[field] = value
    st.session_state[f"workshop_{field}"] = value


def draft_idea() -> TagIdea:
    """Return what has been entered as the engine knows it."""
    draft = entered()
    texts: dict[str, Any] = {name: _words(draft, name) for name in _TEXTS}
    plain = ("subject", "method", "rule", "cadence", "sensitivity", "precedence")
    return TagIdea(
        **texts,
        **{name: draft[name] for name in plain},
        themes=tuple(draft["themes"]),
        values={code: PartialText(*both) for code, both in draft["values"].items()},
        examples=tuple(Example(**one) for one in draft["examples"]),
        chain=draft["chain"] or "",
        name=draft["name"].strip(),
        owner=draft["owner"] or "",
        derived_from=tuple(draft["derived_from"]),
    )


def _words(draft: dict[str, Any], name: str) -> PartialText:
    return PartialText(draft[f"{name}_zh"], draft[f"{name}_en"])


@st.cache_resource(max_entries=30, show_spinner=False)
def _previewed(key: tuple, _version, text: str, themes: tuple[str, ...]) -> Preview:
    return preview(_version, text, themes)


def previewed(opened: frame.OpenedVersion) -> tuple[Preview | None, BadInput | None]:
    """Return the preview of the rule, or why there is none; neither while nothing is written."""
    draft = entered()
    text, themes = draft["rule"], tuple(draft["themes"])
    if not text.strip() or not themes:
        return None, None
    try:
        return _previewed(frame.cache_key(opened.version), opened.version, text, themes), None
    except BadInput as fault:
        return None, fault


def similar_in_meaning(catalog: Catalog, made: TagIdea) -> list[NearTag]:
    """Return the tags nearest to the concept in words."""
    texts = (made.label, made.definition, made.criterion, *made.values.values())
    zh, en = (" ".join(one.in_(lang) for one in texts).strip() for lang in ("zh", "en"))
    return _similar(catalog, PartialText(zh, en), made.subject) if zh or en else []


@st.cache_data(max_entries=100, show_spinner=False, hash_funcs={Catalog: lambda one: (one.version, len(one.tags))})
def _similar(catalog: Catalog, words: PartialText, subject: str) -> list[NearTag]:
    return in_meaning(catalog, [words], subject)


def similar_in_data(opened: frame.OpenedVersion, seen: Preview | None) -> list[NearTag]:
    """Return the tags whose values go most with the previewed ones."""
    return in_data(opened.index, seen) if seen else []
