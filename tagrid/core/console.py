"""Progress of a long step: a live line on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console

from tagrid.core.text import Text, as_text, chosen_language

terminal = Console(stderr=True, highlight=False)


class StepProgress:
    """A running step; call it with a text to say how far it has come."""

    def __init__(self, title: str, status) -> None:
        self._title, self._status, self._said = title, status, ""

    def __call__(self, text: str) -> None:
        """Show ``text`` beside the title: at once on a terminal, as a line of its own elsewhere."""
        if self._status:
            self._status.update(f"{self._title}  [dim]{text}")
        elif text != self._said:
            print(f"  {text}", file=sys.stderr, flush=True)
        self._said = text


@contextmanager
def step(title: Text | str) -> Generator[StepProgress]:
    """Show ``title`` in the language of the command line while the block runs, then the seconds it took."""
    title = as_text(title).in_(chosen_language())
    began = time.perf_counter()
    if terminal.is_terminal:
        with terminal.status(title) as status:
            yield StepProgress(title, status)
    else:
        print(f"{title} ...", file=sys.stderr, flush=True)
        yield StepProgress(title, None)
    terminal.print(f"{title}: {time.perf_counter() - began:.1f} s")
