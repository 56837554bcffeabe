"""Keep a version's database open between clicks: to open it takes ten times as long as to read a customer."""

import streamlit as st

from app import frame


@st.cache_resource(max_entries=3, show_spinner=False)
def _held(key: tuple[str, str], _version):
    # Connections that are opened meanwhile share what this one holds open.
    return _version.connect()


def hold(version) -> None:
    """Hold the database of a version open, once a server."""
    _held(frame.key_of(version), version)
