"""Load ahead, once a server, what the first reader of a tag's lineage or neighbours would otherwise wait for."""

from threading import Thread

import streamlit as st


def _load() -> None:
    # Imported to be there, not to be used here: the nearest tags need it, and it takes the longest to load.
    import sklearn.feature_extraction.text  # noqa: F401

    from models_ml.harness.declaration import scores
    from tagrid.sources.contracts import contracts

    contracts()
    scores()


@st.cache_resource(show_spinner=False)
def ahead() -> Thread:
    """Start loading beside the page; call it when the page is drawn."""
    thread = Thread(target=_load, daemon=True)
    thread.start()
    return thread
