"""What a person should know this morning: how fresh the tags are, what moved, and which lists await action."""

from tagrid.morning.morning import Morning, morning

__all__ = ["Morning", "morning"]
