"""The calendar's content: what fills it, and the operator's own days; a project's own modules come first."""

from tagrid.core.overlay import roots

__path__ = [str(root / "calendars") for root in roots()]
