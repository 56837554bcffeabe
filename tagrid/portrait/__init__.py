"""Portraits: one customer as of a date, and the search that finds it."""

from tagrid.portrait.find import search, version_known_on
from tagrid.portrait.past import portrait_on, timeline
from tagrid.portrait.person import portrait

__all__ = ["portrait", "portrait_on", "search", "timeline", "version_known_on"]
