"""What a command has to say beside its answer: each once a process, printed on standard error when the command ends."""

from tagrid.core.text import Text

_NOTICES: dict[str, Text] = {}


def notice(text: Text) -> None:
    """Say something beside the answer."""
    _NOTICES[text.en] = text


def take_notices() -> list[Text]:
    """Return the notices, and forget them."""
    found = list(_NOTICES.values())
    _NOTICES.clear()
    return found
