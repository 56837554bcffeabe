"""Portraits: one customer as of a date, and the search that finds it."""

from tagrid.portrait.find import search, version_known_on
from tagrid.portrait.person import portrait

__all__ = ["portrait", "search", "version_known_on"]
