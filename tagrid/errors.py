"""What can go wrong, said once: each error is one message for a person and one exit code for a program."""


class TagridError(Exception):
    """A failure whose message is complete for a user: what, where, and what to do."""

    exit_code = 1


class BadInput(TagridError):
    """Input or usage the user can put right: a file, an expression, an option."""

    exit_code = 2


class GateRefused(TagridError):
    """A new version did not pass the leaving door; nothing was published."""

    exit_code = 3


class Locked(TagridError):
    """Another writer holds the lock; try again later."""

    exit_code = 75


def nearest(word: str, known: list[str] | tuple[str, ...], most: int = 3) -> str:
    """Return `` Did you mean a, b?`` for the names nearest to `word`, or an empty string."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=most, cutoff=0.55)
    return f" Did you mean {', '.join(near)}?" if near else ""
