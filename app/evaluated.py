"""The evaluation of a version as tag pages read it: kept in memory, as its file is large."""

import streamlit as st

from app import frame
from tagrid.catalog.evaluation import Evaluation
from tagrid.catalog.evaluation import evaluated as read
from tagrid.catalog.evaluation.run import folder
from tagrid.home import home
from tagrid.refresh.versions import Version


def evaluated(version: Version) -> Evaluation | None:
    """Return the kept evaluation of a version, its advice at most a minute old; None where it was never evaluated."""
    path = folder(home()) / f"{version.id}.json"
    return _read(frame.key_of(version), path.stat().st_mtime_ns if path.exists() else 0, version)


@st.cache_resource(ttl=60, max_entries=4, show_spinner=False)
def _read(key: tuple[str, str], changed: int, _version: Version) -> Evaluation | None:
    return read(home(), _version)
