"""The frame of every page: the language switch, the version in force, the notice of a newer one, and the link."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import duckdb
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.shared import theme
from app.shared.person import store_person
from app.shared.words import LANGUAGES, escape_markdown, in_language, message, t, t_markdown
from tagrid.catalog import Catalog, Viewer
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import home
from tagrid.core.settings import settings
from tagrid.core.state import state_problem
from tagrid.core.text import Text
from tagrid.published import Version, current_version, database_damage, pointed_id as pointed
from tagrid.segments import SegmentIndex, open_index

_COOKIE = "tagrid_language"

_PAGE, _WRITTEN, _CHANGED, _OPENED, _DRAWN, _LANGUAGE = (
    f"frame_{one}" for one in ("page", "written", "went", "opened", "drawn", "lang")
)


class OpenedVersion(NamedTuple):
    """A published version and what a page asks of it."""

    version: Version
    catalog: Catalog
    index: SegmentIndex


def cache_key(version: Version) -> tuple[str, str]:
    """Return the cache key of a version: its folder and when it was made."""
    # An id may come again: in another home, or after a home was emptied.
    return str(version.folder), version.manifest["created_at"]


@st.cache_resource(max_entries=3, show_spinner=False)
def _open(key: tuple[str, str], _version: Version) -> OpenedVersion:
    return OpenedVersion(_version, _version.catalog(), open_index(_version))


def opened() -> OpenedVersion:
    """Return the version in force; where nothing is published, draw what to do and stop the page."""
    try:
        version = current_version(home())
    except BadInput:
        st.title(t("nothing_published"))
        st.info(t("nothing_published_how"), icon=":material/info:")
        st.stop()
    except TagridError as error:  # every version is damaged
        st.error(message(error), icon=":material/error:")
        st.stop()
    return _open(cache_key(version), version)


def index_of(version: Version) -> SegmentIndex:
    """Return the index of any published version, opened once."""
    return _open(cache_key(version), version).index


@st.cache_resource(max_entries=8, show_spinner=False)
def _catalog(key: tuple[str, str], _version: Version) -> Catalog:
    return _version.catalog()


def catalog_of(version: Version) -> Catalog:
    """Return the catalog of any published version, as it was then."""
    return _catalog(cache_key(version), version)


def viewer() -> Viewer:
    """Return what the readers of this installation may see."""
    return Viewer.from_environment()


def choose_language() -> None:
    """Take the language from the session, the link, what this browser chose last, or the project."""
    if "lang" not in st.session_state:  # Streamlit forgets every widget when one page opens another
        languages = settings().languages
        wanted = (st.session_state.get(_LANGUAGE), st.query_params.get("lang"), st.context.cookies.get(_COOKIE))
        st.session_state["lang"] = next((one for one in wanted if one in languages), languages[0])
    st.session_state[_LANGUAGE] = st.session_state["lang"]


def _store_language() -> None:
    """Have the browser remember the language of somebody who changed it; no other page and nobody else reads that."""
    chosen = st.session_state["lang"]
    if st.session_state.setdefault("lang_stored", chosen) != chosen:
        st.session_state["lang_stored"] = chosen
        cookie = f"{_COOKIE}={chosen}; path=/; max-age=31536000; SameSite=Strict"
        st.html(f"<script>document.cookie = '{cookie}';</script>", unsafe_allow_javascript=True)


def header(page: str = "") -> None:
    """Draw the line above every page: version and as-of date on the left, the language on the right.

    ``page`` is the address of the page below: what another page wrote into the link does not count for this one.
    """
    is_entered = st.session_state.get(_PAGE) != page
    if is_entered:
        st.session_state.pop(_WRITTEN, None)
    _note_changed_keys(is_entered)
    st.session_state[_PAGE] = page
    left, right = st.columns([6, 1.2], vertical_alignment="center")
    with right.container(horizontal=True, horizontal_alignment="right"):
        st.segmented_control(
            t("language"),
            list(settings().languages),
            format_func=LANGUAGES.__getitem__,
            key="lang",
            label_visibility="collapsed",
            required=True,
        )
    _set_query_value("lang", st.session_state["lang"])
    _store_language()
    store_person()
    with left:
        _version_line()


def run(page: StreamlitPage) -> None:
    """Run a page; damage that it meets is one message: of a version, and the next click reads the one before it, or of
    the state database, which other pages do without.
    """
    try:
        page.run()
        st.session_state[_DRAWN] = True
    except TagridError as error:
        st.error(message(error), icon=":material/error:")
    except duckdb.Error:
        damage = database_damage()
        if damage is None:
            raise
        st.error(message(damage), icon=":material/error:")


def _version_line() -> None:
    try:
        version = current_version(home())
    except TagridError:
        return
    parts = [
        f"{t('as_of')} **{version.as_of:%Y-%m-%d}**",
        f"{t('version')} {escape_markdown(version.id)}",
        f"{t('catalog_version')} {escape_markdown(version.manifest['catalog_version'])}",
        f"{t('customers')} {version.manifest['customers']:,}",
    ]
    st.caption("   ·   ".join(parts))
    if (wanted := pointed(home())) != version.id:
        st.warning(t_markdown("damaged_version", id=wanted), icon=":material/warning:")
    if problem := state_problem(home()):
        st.warning(message(problem), icon=":material/warning:")
    _watch(version.id, theme.kind())


@st.fragment(run_every="5s")
def _watch(shown: str, scheme: str) -> None:
    """Announce a version published since the page was drawn; the next click shows it.

    A reader who changes between light and dark gets the charts drawn anew.
    """
    if theme.kind() != scheme:
        rerun()
    newest = current_version(home()).id
    if newest != shown:
        st.info(t_markdown("new_version", id=newest), icon=":material/published_with_changes:")


def _set_query_value(key: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


def link_value(key: str) -> str | None:
    """Return the value of ``key`` in the link."""
    return st.query_params.get(key)


def _note_changed_keys(is_entered: bool) -> None:
    # Here alone, not where a widget asks: going back or forth draws the whole page, while a click in a part of it,
    # made before the browser heard of the click before, comes with the older link and would undo that one.
    written = st.session_state.get(_WRITTEN, {})
    st.session_state[_CHANGED] = {key for key, value in written.items() if value != link_value(key)}
    # A page opened by its bare address goes on as the reader left it; by a link that says more it shows that, whole:
    # the next run too, where a click ended this one before it had followed the link.
    is_opening = st.session_state.get(_OPENED, False) and not st.session_state.get(_DRAWN, False)
    st.session_state[_OPENED] = any(key != "lang" for key in st.query_params) if is_entered else is_opening
    st.session_state[_DRAWN] = False


def link_changed(key: str) -> bool:
    """Return whether the link decides, not the session: the reader opened it, or went back or forth to it."""
    if st.session_state.get(_OPENED) and key not in st.session_state.get(_WRITTEN, ()):
        return True
    return key in st.session_state.get(_CHANGED, ())


def follow_link(key: str, widget: str, options: Collection[str], usual: str, prefix: str = "") -> None:
    """Set a widget about to be drawn from the link: when it is new, and when the link decides.

    An option is what the link says after ``prefix``.
    """
    if widget not in st.session_state or link_changed(key):
        value = f"{prefix}{link_value(key)}"
        st.session_state[widget] = value if value in options else usual


def follow_text(key: str, widget: str) -> None:
    """Set a text field about to be drawn from the link, as `follow_link` does."""
    if widget not in st.session_state or link_changed(key):
        st.session_state[widget] = link_value(key) or ""


def follow_row(key: str, rows: Sequence[int], names: Sequence[str]) -> str | None:
    """Return what is open of a table in which ``rows`` are marked: the one just clicked, else what the link says.

    A row stays marked when the reader goes back or the list changes: it says something only once, when it is clicked.
    """
    marked, before = next(iter(rows), None), f"frame_row_{key}"
    is_clicked = marked is not None and marked < len(names) and marked != st.session_state.get(before)
    if is_clicked:
        write_link(**{key: names[marked]})  # first: a newer run may end this one between the two
    st.session_state[before] = marked
    written = st.session_state.get(_WRITTEN, {})
    return written[key] if key in written and not link_changed(key) else link_value(key)


def write_link(**state: str | None) -> None:
    """Write the page's state into its link, so that the link shows the same; ``None`` removes a key."""
    written, changed = st.session_state.setdefault(_WRITTEN, {}), st.session_state.setdefault(_CHANGED, set())
    written.update(state)
    changed.difference_update(state)
    for key in written.keys() - changed:  # all of them: the link at hand may be older than what was written last
        _set_query_value(key, written[key])


def rerun() -> None:
    """Draw the whole page anew, with the link as it was written last."""
    write_link()
    st.rerun()


def draw_warnings(texts: Sequence[Text]) -> None:
    """Draw what only those who look after data and content can use, of tables, columns and files: folded, as it is."""
    if texts:
        with st.expander(t("maintainers_warnings", n=len(texts)), icon=":material/event_note:"):
            st.code("\n".join(map(in_language, texts)), language=None, wrap_lines=True)
