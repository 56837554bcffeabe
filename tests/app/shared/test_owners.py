"""Every department that owns a tag has a name in both languages."""

import pytest
import streamlit as st

from app.shared.labels import owner_label
from tagrid.catalog.files import load
from tagrid.core.overlay import REFERENCE


@pytest.mark.parametrize(("language", "name"), [("zh", "电费管理"), ("en", "Billing")])
def test_an_owner_is_called_by_its_name(monkeypatch, language, name):
    monkeypatch.setitem(st.session_state, "lang", language)
    assert owner_label("billing") == name
    assert owner_label("somebody new") == "somebody new"


def test_every_owner_of_the_catalog_has_a_name(monkeypatch):
    monkeypatch.setitem(st.session_state, "lang", "zh")
    owners = {tag.owner for tag in load(REFERENCE / "taxonomy").tags.values()}
    assert not {owner for owner in owners if owner_label(owner) == owner}
